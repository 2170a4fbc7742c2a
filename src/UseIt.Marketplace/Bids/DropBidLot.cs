using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Bids for one lot less. What was submitted stands until the bid is submitted again without the lot; only then are its members free to bid
/// for it otherwise.
/// </summary>
public sealed record DropBidLot(Guid BidId, Guid LotId) : Message, ICommand;

public static class DropBidLotHandler
{
    public static readonly Refusal LotUnknown = new("lot-not-in-bid", "lotId", "Choose a lot that this bid is for");
    public static readonly Refusal LastLot = new("last-lot", "lotId", "This is the only lot of the bid. Withdraw the bid instead");
    public static readonly Refusal TooLate = new(
        "drop-too-late",
        null,
        "The deadline has passed. A lot cannot be dropped any more; write to the buyer"
    );

    public sealed record Found(TenderForBids Tender, IReadOnlyList<(string Scope, string Key)> Places);

    public static Access Authorise(Actor actor, Bid bid) => bid.Lead(actor, Roles.BidManager);

    public static async Task<Found> Load(DropBidLot command, Bid bid, Streams streams, Vault vault, CancellationToken cancel) =>
        new(
            (await streams.PeekAsync<TenderForBids>(bid.TenderId, cancel)).State,
            StartBidHandler.Places(vault, [command.LotId], bid.Members)
        );

    public static Decision Handle(DropBidLot command, Bid bid, Found found, DateTimeOffset now)
    {
        if (bid.Dropped.Contains(command.LotId))
            return Decision.Nothing;
        if (bid.Withdrawn)
            return BidAccess.Withdrawn;
        if (bid.Undecided is not null)
            return BidAccess.BeingDecided;
        if (!bid.Lots.Contains(command.LotId))
            return LotUnknown;
        if (bid.Lots.Count == 1)
            return LastLot;
        if (!found.Tender.TakesBids || now > found.Tender.Deadline)
            return TooLate;
        var decision = Decision.On<Bid>(command.BidId, new BidLotDropped(command.BidId, command.LotId));
        if (bid.Submitted?.Parts.Any(p => p.LotId == command.LotId) == true)
            return decision;
        foreach (var (scope, key) in found.Places)
            decision.Release(scope, key, command.BidId);
        return decision;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DropBidLot>("DELETE", "/api/v1/bids/{bidId}/lots/{lotId}", BidAccess.BidManagers);
}
