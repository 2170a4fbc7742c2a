using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// The buyer decides about an opened bid one of whose members has stood back, is suspended or has closed: it stands without that member,
/// whose part the lead has taken on; the lead may name another organisation until a day; or the bid is left out.
/// </summary>
[ByPeople]
public sealed record DecideDeparture(
    Guid TenderId,
    Guid BidId,
    Guid OrganisationId,
    DepartureDecision Decision,
    string Reason,
    DateOnly? LastDay = null
) : Message, ICommand
{
    public Guid TeamId => BidTeam.IdOf(BidId);
}

public static class DecideDepartureHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Enter the reason for your decision. The lead reads it");
    public static readonly Refusal NotTakenOver = new(
        "part-not-taken-over",
        "decision",
        "The lead has not taken this part on. Until it has, the bid cannot stand without the member"
    );
    public static readonly Refusal LastDayWrong = new(
        "last-day-wrong",
        "lastDay",
        "Enter the last day on which the replacement may accept: today or a later day"
    );

    public static Access Authorise(Actor actor, Procurement tender) => actor.On(tender.BuyerId, Roles.Approver);

    public static Task<Departures.Found> Load(DecideDeparture command, Bidding bid, Streams streams, CancellationToken cancel) =>
        Departures.LoadAsync(command.BidId, command.OrganisationId, bid, streams, cancel);

    public static Decision Handle(
        DecideDeparture command,
        BidTeam team,
        [Peek] Procurement tender,
        Bidding bid,
        Actor actor,
        Departures.Found found,
        DateTimeOffset now
    )
    {
        if (bid.TenderId != command.TenderId || !found.Lots.Opened)
            return Evaluating.BidUnknown;
        if (found.WhyNot(command.OrganisationId, team) is { } no)
            return no;
        if (command.OrganisationId == bid.LeadId && command.Decision != DepartureDecision.Excluded)
            return Departures.LeadLeft;
        List<Refusal> wrong = [];
        if (command.Decision == DepartureDecision.LeadTakesOver && !team.TakeOvers.ContainsKey(command.OrganisationId))
            wrong.Add(NotTakenOver);
        DateTimeOffset? ends = null;
        if (command.Decision == DepartureDecision.MayReplace)
        {
            if (command.LastDay is { } last && last >= UkTime.DayOf(now) && last < DateOnly.MaxValue)
                ends = UkTime.StartOf(last.AddDays(1));
            else
                wrong.Add(LastDayWrong);
        }
        if (string.IsNullOrWhiteSpace(command.Reason))
            wrong.Add(ReasonMissing);
        if (wrong.Count > 0)
            return Engine.Decision.Refuse([.. wrong]);

        var reason = command.Reason.Trim();
        var decided = new DepartureDecided(
            command.TeamId,
            command.BidId,
            command.TenderId,
            tender.BuyerId,
            bid.LeadId,
            command.OrganisationId,
            command.Decision,
            ends,
            reason,
            actor.Person
        );
        if (team.Decisions.GetValueOrDefault(command.OrganisationId) == decided)
            return Engine.Decision.Nothing;
        var decision = Engine.Decision.On<BidTeam>(command.TeamId, decided);
        if (command.Decision == DepartureDecision.LeadTakesOver)
            return found.Lots.PassOn(decision, command.TeamId, bid, tender.BuyerId, command.OrganisationId, bid.LeadId, joins: false);
        if (command.Decision == DepartureDecision.Excluded)
            foreach (var evaluation in found.Lots.Open)
            {
                decision.And<Evaluation>(
                    evaluation.Id,
                    new BidLeftOut(evaluation.Id, command.TenderId, evaluation.State.LotId, command.BidId, reason)
                );
                if (evaluation.State.Ranked is not null)
                    decision.Send(new RankBids(evaluation.Id));
            }
        return decision;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DecideDeparture>(
            "POST",
            "/api/v1/tenders/{tenderId}/bids/{bidId}/members/{organisationId}/departure",
            AllowedTo.Role("an approver of the buyer", Roles.Approver)
        );
}
