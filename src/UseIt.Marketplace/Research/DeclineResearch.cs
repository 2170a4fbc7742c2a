using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>A coordinator does not take a commission on, and says why.</summary>
public sealed record DeclineResearch(Guid ProjectId, string Reason) : Message, ICommand;

public static class DeclineResearchHandler
{
    public static readonly Refusal TakenOn = new("research-taken-on", null, "This commission has been taken on already");

    public static Access Authorise(Actor actor, ResearchProject project) =>
        ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    public static Decision Handle(DeclineResearch command, ResearchProject project) =>
        project.Declined ? Decision.Nothing
        : project.TakenOn ? TakenOn
        : string.IsNullOrWhiteSpace(command.Reason) ? ResearchRefusals.ReasonMissing
        : Decision.On<ResearchProject>(
            command.ProjectId,
            new ResearchDeclined(command.ProjectId, project.SupportOrganisation, command.Reason.Trim())
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DeclineResearch>("POST", "/api/v1/research/projects/{projectId}/refusal", ResearchAccess.Coordinators);
}
