using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// The commissioner holds a finding back until a day, not later than was agreed. From that day on it can be published without it.
/// </summary>
public sealed record EmbargoFinding(Guid FindingId, DateOnly Until, string Reason) : Message, ICommand;

public static class EmbargoFindingHandler
{
    public static readonly Refusal Out = new("finding-published", null, "This finding is published already");
    public static readonly Refusal Cleared = new("finding-cleared", null, "Your organisation has agreed to publication already");
    public static readonly Refusal Past = new("embargo-past", "until", "Enter a day in the future");

    public static Refusal TooLong(DateOnly latest) =>
        new(
            "embargo-too-long",
            "until",
            $"It was agreed that findings are held back no longer than {UkTime.Display(latest)}",
            new Dictionary<string, object?> { ["latest"] = latest }
        );

    public static Access Authorise(Actor actor, ResearchFinding finding) => ResearchAccess.ForCommissioner(actor, finding.Commissioner);

    public static Decision Handle(EmbargoFinding command, ResearchFinding finding, Actor actor, DateTimeOffset now)
    {
        if (finding.Published)
            return Out;
        if (finding.Cleared)
            return Cleared;
        List<Refusal> wrong = [];
        if (command.Until > finding.ReservedUntil)
            wrong.Add(TooLong(finding.ReservedUntil));
        else if (command.Until <= UkTime.DayOf(now))
            wrong.Add(Past);
        if (string.IsNullOrWhiteSpace(command.Reason))
            wrong.Add(ResearchRefusals.ReasonMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ResearchFinding>(
                command.FindingId,
                new FindingEmbargoed(
                    command.FindingId,
                    finding.Project,
                    finding.Commissioner!.Value,
                    command.Until,
                    command.Reason.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EmbargoFinding>("POST", "/api/v1/research/findings/{findingId}/embargo", ResearchAccess.Commissioners);
}
