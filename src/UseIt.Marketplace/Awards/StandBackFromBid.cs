using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// A member says, after the deadline and before the last lot is decided, that it cannot do its part of a submitted bid any more. The lead
/// is told, and the buyer once the bids are open; until the buyer has decided, the bid is awarded nothing.
/// </summary>
[ByPeople]
public sealed record StandBackFromBid(Guid BidId, string Reason) : Message, ICommand
{
    public Guid TeamId => BidTeam.IdOf(BidId);
}

public static class StandBackFromBidHandler
{
    public static readonly Refusal LeadStays = new(
        "lead-cannot-stand-back",
        null,
        "The lead has submitted this bid and answers for all of it. Write to the buyer"
    );
    public static readonly Refusal NotIn = new(
        "bid-not-in",
        null,
        "This bid does not stand. While it is being written, leave the consortium instead"
    );
    public static readonly Refusal BeforeDeadline = new(
        "before-the-deadline",
        null,
        "Bids are still taken. Until the deadline the lead can withdraw the bid, and the consortium submit another without you"
    );
    public static readonly Refusal Decided = new(
        "lots-decided",
        null,
        "Every lot of this bid is decided. What follows now is between the parties of the contract"
    );
    public static readonly Refusal ReasonMissing = new(
        "standing-back-reason-missing",
        "reason",
        "Say why your organisation cannot do its part any more. Lead and buyer read it"
    );

    public sealed record Found(Procurement Tender, BidAtLots Lots);

    public static Access Authorise(Actor actor, Bidding bid) =>
        bid.IsMember(actor.Organisation)
            ? actor.Has(Roles.BidManager) || actor.Has(Roles.Signatory)
                ? Access.Granted
                : Access.Forbidden
            : Access.NotFound;

    public static async Task<Found> Load(StandBackFromBid command, Bidding bid, Streams streams, CancellationToken cancel) =>
        new(
            (await streams.FetchAsync<Procurement>(bid.TenderId, cancel)).State,
            await BidAtLots.LoadAsync(command.BidId, bid, streams, cancel)
        );

    public static Decision Handle(StandBackFromBid command, BidTeam team, Bidding bid, Actor actor, Found found)
    {
        var member = actor.Organisation!.Value;
        if (team.HasLeft(member))
            return Decision.Nothing;
        if (member == bid.LeadId)
            return LeadStays;
        if (!bid.IsIn || bid.IsOut)
            return NotIn;
        if (!found.Tender.Closed)
            return BeforeDeadline;
        if (found.Tender.AllEnded(bid.Lots) || found.Lots.Over)
            return Decided;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        return Decision.On<BidTeam>(
            command.TeamId,
            new MemberStoodBack(
                command.TeamId,
                command.BidId,
                bid.TenderId,
                found.Tender.BuyerId,
                bid.LeadId,
                member,
                command.Reason.Trim(),
                actor.Person,
                found.Lots.Opened
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<StandBackFromBid>(
            "POST",
            "/api/v1/bids/{bidId}/standing-back",
            AllowedTo.Role("a member's bid manager or signatory", Roles.BidManager, Roles.Signatory)
        );
}
