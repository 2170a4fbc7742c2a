using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>The funder has paid part of the grant, once every condition is met; or does not, and says why.</summary>
public sealed record SettleDrawdown(
    Guid GrantId,
    Guid DrawdownId,
    bool Paid,
    DateOnly? On = null,
    string? Reference = null,
    string? Reason = null
) : Message, ICommand;

public static class SettleDrawdownHandler
{
    public static readonly Refusal NoDrawdown = new("drawdown-unknown", "drawdownId", "Choose what was asked for under this grant");
    public static readonly Refusal Settled = new("drawdown-settled", null, "This has been paid or refused already");
    public static readonly Refusal ConditionsOpen = new(
        "conditions-open",
        null,
        "Not every condition of the offer is met yet. Record first that they are"
    );
    public static readonly Refusal DayWrong = new("day-wrong", "on", "Enter the day it was paid, not in the future");
    public static readonly Refusal ReferenceMissing = new("reference-missing", "reference", "Enter the reference of the payment");

    public static Access Authorise(Actor actor, Grant grant) => GrantAccess.ForDecider(actor, grant);

    public static Decision Handle(SettleDrawdown command, Grant grant, Actor actor, DateTimeOffset now)
    {
        if (!grant.Drawdowns.TryGetValue(command.DrawdownId, out var asked))
            return NoDrawdown;
        if (asked.Paid is { } before)
            return before == command.Paid ? Decision.Nothing : Settled;
        if (!command.Paid)
            return string.IsNullOrWhiteSpace(command.Reason)
                ? GrantAccess.ReasonMissing
                : Decision.On<Grant>(
                    command.GrantId,
                    new GrantDrawdownRefused(
                        command.GrantId,
                        grant.Funder,
                        grant.Applicant,
                        command.DrawdownId,
                        command.Reason.Trim(),
                        actor.Person
                    )
                );
        if (grant.Terms!.Conditions.Any(c => !grant.Met.ContainsKey(c.ConditionId)))
            return ConditionsOpen;
        List<Refusal> wrong = [];
        if (command.On is not { } on || on == default || on > UkTime.DayOf(now))
            wrong.Add(DayWrong);
        if (string.IsNullOrWhiteSpace(command.Reference))
            wrong.Add(ReferenceMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Grant>(
                command.GrantId,
                new GrantDrawdownPaid(
                    command.GrantId,
                    grant.Funder,
                    grant.Applicant,
                    command.DrawdownId,
                    command.On!.Value,
                    command.Reference!.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SettleDrawdown>("POST", "/api/v1/grants/{grantId}/drawdowns/{drawdownId}/settlement", GrantAccess.Deciders);
}
