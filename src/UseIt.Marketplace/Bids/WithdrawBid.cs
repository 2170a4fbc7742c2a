using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Takes the bid back before the deadline. Its drafts are gone with it, what was sealed is never opened, and the members are free to bid
/// otherwise.
/// </summary>
public sealed record WithdrawBid(Guid BidId) : Message, ICommand;

public static class WithdrawBidHandler
{
    public static readonly Refusal TooLate = new(
        "withdrawal-too-late",
        null,
        "The deadline has passed. A bid cannot be withdrawn here any more; write to the buyer"
    );

    public sealed record Found(TenderForBids Tender, IReadOnlyList<(string Scope, string Key)> Places);

    public static Access Authorise(Actor actor, Bid bid) => bid.Lead(actor, Roles.BidManager, Roles.Signatory);

    // The tender is held: a withdrawal and the closing must not pass each other.
    public static async Task<Found> Load(Bid bid, Streams streams, Vault vault, CancellationToken cancel) =>
        new(
            (await streams.FetchAsync<TenderForBids>(bid.TenderId, cancel)).State,
            StartBidHandler.Places(vault, bid.Lots.Concat(bid.Dropped), bid.Members)
        );

    public static Decision Handle(WithdrawBid command, Bid bid, Found found, DateTimeOffset now)
    {
        if (bid.Withdrawn)
            return Decision.Nothing;
        if (bid.Undecided is not null)
            return BidAccess.BeingDecided;
        if (bid.Submitted is not null && (now > found.Tender.Deadline || found.Tender.Closed))
            return TooLate;
        var decision = Decision.On<Bid>(command.BidId, new BidWithdrawn(command.BidId, bid.TenderId));
        foreach (var (scope, key) in found.Places)
            decision.Release(scope, key, command.BidId);
        return decision;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawBid>("POST", "/api/v1/bids/{bidId}/withdrawal", BidAccess.Submitters);
}
