using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Researchers go out and ask. Not before ethics review has approved it, and never alone without somebody assigned.</summary>
public sealed record StartFieldwork(Guid ProjectId, DateOnly On) : Message, ICommand;

public static class StartFieldworkHandler
{
    public static readonly Refusal NobodyAssigned = new("no-researcher-assigned", null, "Assign the researchers who go out first");

    public static Access Authorise(Actor actor, ResearchProject project) =>
        ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    public static Decision Handle(StartFieldwork command, ResearchProject project, DateTimeOffset now) =>
        project.WhyNot() is { } no ? no
        : project.FieldworkSince is not null ? Decision.Nothing
        : project.Approved is null ? ResearchRefusals.NotApproved
        : project.Researchers.Count == 0 ? NobodyAssigned
        : !ResearchRefusals.HasBeen(command.On, now) ? ResearchRefusals.InTheFuture
        : Decision.On<ResearchProject>(
            command.ProjectId,
            new ResearchFieldworkStarted(command.ProjectId, project.SupportOrganisation, command.On)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StartFieldwork>("POST", "/api/v1/research/projects/{projectId}/fieldwork", ResearchAccess.Coordinators);
}
