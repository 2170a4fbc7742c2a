using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>The research is carried out: it has findings, and from now on it counts.</summary>
public sealed record CompleteResearch(Guid ProjectId, DateOnly On) : Message, ICommand;

public static class CompleteResearchHandler
{
    public static readonly Refusal NoFinding = new("research-without-finding", null, "Record what was found first");

    public static Access Authorise(Actor actor, ResearchProject project) =>
        ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    public static Decision Handle(CompleteResearch command, ResearchProject project, DateTimeOffset now) =>
        project.Completed ? Decision.Nothing
        : project.WhyNot() is { } no ? no
        : !project.HasFinding ? NoFinding
        : !ResearchRefusals.HasBeen(command.On, now) ? ResearchRefusals.InTheFuture
        : Decision.On<ResearchProject>(
            command.ProjectId,
            new ResearchCompleted(command.ProjectId, project.SupportOrganisation, command.On)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CompleteResearch>("POST", "/api/v1/research/projects/{projectId}/completion", ResearchAccess.Coordinators);
}
