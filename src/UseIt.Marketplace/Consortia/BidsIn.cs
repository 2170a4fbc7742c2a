using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Consortia;

/// <summary>
/// Whether a bid of the consortium is in and not decided: until then nobody leaves it and it is not dissolved, for the buyer would award to
/// somebody who is not there.
/// </summary>
public sealed record BidsIn(bool Any)
{
    public static readonly Refusal MembersStay = new(
        "bid-is-in",
        null,
        "A bid of this consortium is submitted. Until the deadline the lead can withdraw it; after that its members are bound until every lot it is for is decided"
    );

    public static async Task<BidsIn> LoadAsync(
        Guid consortiumId,
        Consortium consortium,
        Streams streams,
        BidTenders bids,
        CancellationToken cancel
    )
    {
        if (consortium.TenderId is not { } tender)
            return new BidsIn(false);
        var own = (await streams.FetchAsync<JointBid>(await bids.InAsync(streams.Database, tender, cancel), cancel))
            .Where(b => b.State.ConsortiumId == consortiumId && b.State is { IsIn: true, IsOut: false })
            .ToArray();
        if (own.Length == 0)
            return new BidsIn(false);
        var decided = (await streams.PeekAsync<LotsDecided>(tender, cancel)).State;
        return new BidsIn(!decided.All && own.Any(b => b.State.Lots.Any(lot => !decided.Lots.Contains(lot))));
    }
}

/// <summary>How far a consortium's bid is.</summary>
public sealed record JointBid(Guid? ConsortiumId, IReadOnlyList<Guid> Lots, bool IsIn, bool IsOut) : IState<JointBid>
{
    public static JointBid Empty { get; } = new(null, [], false, false);

    public static string StreamType => "bid";

    public JointBid Evolve(object fact) =>
        fact switch
        {
            BidStarted e => new JointBid(e.ConsortiumId, e.Lots, false, false),
            BidReceived => this with { IsIn = true },
            BidSubmitted e => this with { Lots = e.Lots },
            LateBidRefused => this with { IsIn = false },
            LateBidAdmitted => this with { IsIn = true },
            BidWithdrawn or BidExcluded or BidSealBroken => this with { IsOut = true },
            _ => this,
        };
}

/// <summary>The lots of a tender that have ended, with an award or without.</summary>
public sealed record LotsDecided(IReadOnlyList<Guid> Lots, bool All) : IState<LotsDecided>
{
    public static LotsDecided Empty { get; } = new([], false);

    public static string StreamType => "tender";

    public LotsDecided Evolve(object fact) =>
        fact switch
        {
            TenderAwarded e => this with { Lots = [.. Lots, e.LotId] },
            TenderUnsuccessful e => this with { Lots = [.. Lots, e.LotId] },
            TenderWithdrawn => this with { All = true },
            _ => this,
        };
}
