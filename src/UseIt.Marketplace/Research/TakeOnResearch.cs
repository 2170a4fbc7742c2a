using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>A coordinator takes a commission on.</summary>
public sealed record TakeOnResearch(Guid ProjectId) : Message, ICommand;

public static class TakeOnResearchHandler
{
    public static Access Authorise(Actor actor, ResearchProject project) =>
        ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    public static Decision Handle(TakeOnResearch command, ResearchProject project, Actor actor) =>
        project.Declined ? ResearchRefusals.ProjectDeclined
        : project.TakenOn ? Decision.Nothing
        : Decision.On<ResearchProject>(
            command.ProjectId,
            new ResearchTakenOn(command.ProjectId, project.SupportOrganisation, actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<TakeOnResearch>("POST", "/api/v1/research/projects/{projectId}/acceptance", ResearchAccess.Coordinators);
}
