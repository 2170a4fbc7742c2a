using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>A researcher works on a project.</summary>
public sealed record AssignResearcher(Guid ProjectId, Guid ResearcherId) : Message, ICommand;

public static class AssignResearcherHandler
{
    public static Access Authorise(Actor actor, ResearchProject project) =>
        ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    public static Decision Handle(AssignResearcher command, ResearchProject project, Researcher researcher) =>
        project.WhyNot() is { } no ? no
        : researcher.SupportOrganisation != project.SupportOrganisation || researcher.Gone ? ResearchRefusals.NoResearcher
        : project.Researchers.Contains(command.ResearcherId) ? Decision.Nothing
        : Decision.On<ResearchProject>(
            command.ProjectId,
            new ResearcherAssigned(command.ProjectId, project.SupportOrganisation, command.ResearcherId)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AssignResearcher>("POST", "/api/v1/research/projects/{projectId}/researchers", ResearchAccess.Coordinators);
}
