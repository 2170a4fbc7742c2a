using System.Text.Json;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>
/// A programme manager offers the grant with its conditions, or rejects it, as two of the panel or more have recommended. What is offered
/// is the letter's contents, and what is signed.
/// </summary>
public sealed record DecideGrant(
    Guid GrantId,
    bool Offer,
    string Reason,
    Money? Amount = null,
    IReadOnlyList<string>? Conditions = null,
    DateOnly? AcceptBy = null
) : Message, ICommand;

public static class DecideGrantHandler
{
    public const int Quorum = 2;

    public static readonly Refusal TooFew = new(
        "panel-too-small",
        null,
        $"At least {Quorum} of the panel with no interest in the applicant have to recommend first"
    );
    public static readonly Refusal Against = new("panel-against", "offer", "The panel recommends otherwise. Decide as most of it does");
    public static readonly Refusal HasInterest = new(
        "has-interest",
        null,
        "You have declared an interest in this applicant. Another programme manager decides"
    );
    public static readonly Refusal TooMuch = new("amount-too-much", "amount", "Offer no more than was applied for");
    public static readonly Refusal AcceptByWrong = new(
        "accept-by-wrong",
        "acceptBy",
        "Enter a day after today, until which it is accepted"
    );

    public static Access Authorise(Actor actor, Grant grant) => GrantAccess.ForDecider(actor, grant);

    public static Decision Handle(DecideGrant command, Grant grant, Actor actor, DateTimeOffset now)
    {
        if (grant.Stage != GrantStage.Applied)
            return grant.Stage == GrantStage.Rejected && !command.Offer ? Decision.Nothing : GrantAccess.Decided;
        if (grant.Interests.TryGetValue(actor.Person, out var interest) && interest != GrantInterest.None)
            return HasInterest;
        var panel = grant.Panel.ToArray();
        if (panel.Length < Quorum)
            return TooFew;
        var (yes, no) = (panel.Count(p => p.For), panel.Count(p => !p.For));
        if (command.Offer ? yes <= no : yes > no)
            return Against;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Reason))
            wrong.Add(GrantAccess.ReasonMissing);
        Guid[] people = [.. panel.Select(p => p.Person).Order()];
        var applied = grant.Applied!;
        if (!command.Offer)
            return wrong.Count > 0
                ? Decision.Refuse([.. wrong])
                : Decision.On<Grant>(
                    command.GrantId,
                    new GrantRejected(command.GrantId, grant.Funder, grant.Applicant, command.Reason.Trim(), people, actor.Person)
                );
        if (command.Amount is not { } amount || !GrantAccess.IsPounds(amount))
            wrong.Add(GrantAccess.AmountWrong);
        else if (amount > applied.Amount)
            wrong.Add(TooMuch);
        if (command.AcceptBy is not { } by || by <= UkTime.DayOf(now))
            wrong.Add(AcceptByWrong);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        var terms = new GrantTerms(
            applied.Title,
            command.Amount!.Value,
            applied.From,
            applied.Until,
            [
                .. (command.Conditions ?? [])
                    .Where(c => !string.IsNullOrWhiteSpace(c))
                    .Select((c, n) => new GrantCondition(UuidV5.Of(command.GrantId, $"condition {n}"), c.Trim())),
            ],
            command.AcceptBy!.Value
        );
        return Decision.On<Grant>(
            command.GrantId,
            new GrantOffered(
                command.GrantId,
                grant.Funder,
                grant.Applicant,
                terms,
                CanonicalJson.Sha256(JsonSerializer.SerializeToElement(terms, EventJson.Options)),
                command.Reason.Trim(),
                people,
                actor.Person
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DecideGrant>("POST", "/api/v1/grants/{grantId}/decision", GrantAccess.Deciders);
}
