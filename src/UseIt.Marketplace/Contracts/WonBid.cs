using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Contracts;

/// <summary>Who stands behind the bid a contract comes from.</summary>
public sealed record WonBid(Guid LeadId, IReadOnlyList<Guid> Members) : IState<WonBid>
{
    public static WonBid Empty { get; } = new(Guid.Empty, []);

    public static string StreamType => "bid";

    public WonBid Evolve(object fact) =>
        fact switch
        {
            BidStarted e => new WonBid(e.LeadId, e.Members),
            BidSubmitted e => new WonBid(e.LeadId, e.Members),
            _ => this,
        };
}
