using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// Makes a finding public: at once where nobody commissioned it or the commissioner agreed, else from the day its embargo, or its time to
/// answer, has ended.
/// </summary>
public sealed record PublishFinding(Guid FindingId) : Message, ICommand;

public static class PublishFindingHandler
{
    public static Refusal HeldBack(DateOnly until, bool embargo) =>
        new(
            embargo ? "finding-under-embargo" : "finding-unanswered",
            null,
            embargo
                ? $"The commissioner holds this finding back. From {UkTime.Display(until)} you can publish it without them"
                : $"The commissioner has not answered yet. From {UkTime.Display(until)} you can publish it without them",
            new Dictionary<string, object?> { ["until"] = until }
        );

    public static Access Authorise(Actor actor, ResearchFinding finding) =>
        ResearchAccess.ForCoordinator(actor, finding.SupportOrganisation);

    public static Decision Handle(PublishFinding command, ResearchFinding finding, DateTimeOffset now) =>
        finding.Published ? Decision.Nothing
        : finding.PublishableFrom is { } from && UkTime.DayOf(now) < from ? HeldBack(from, finding.EmbargoUntil is not null)
        : Decision.On<ResearchFinding>(
            command.FindingId,
            new FindingPublished(command.FindingId, finding.Project, finding.SupportOrganisation)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<PublishFinding>("POST", "/api/v1/research/findings/{findingId}/publication", ResearchAccess.Coordinators);
}
