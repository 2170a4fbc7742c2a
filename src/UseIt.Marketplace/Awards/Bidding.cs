using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Awards;

/// <summary>What an evaluation needs to know of a bid: who stands behind it, and whether it still stands.</summary>
public sealed record Bidding(Guid LeadId, Guid? ConsortiumId, IReadOnlyList<Guid> Members, IReadOnlyList<Guid> Lots, string? OutBecause)
    : IState<Bidding>
{
    public static Bidding Empty { get; } = new(Guid.Empty, null, [], [], null);

    public static string StreamType => "bid";

    public Guid TenderId { get; init; }

    /// <summary>A version of it came in time.</summary>
    public bool IsIn { get; init; }

    public bool IsOut => OutBecause is not null;

    public bool IsMember(Guid? organisation) => organisation is { } id && (id == LeadId || Members.Contains(id));

    public Bidder As(Guid bidId) => new(bidId, LeadId, ConsortiumId, Members);

    public Bidding Evolve(object fact) =>
        fact switch
        {
            BidStarted e => new Bidding(e.LeadId, e.ConsortiumId, e.Members, e.Lots, null) { TenderId = e.TenderId },
            BidSubmitted e => this with { LeadId = e.LeadId, Members = e.Members, Lots = e.Lots, IsIn = true },
            BidMemberJoined e => this with { Members = [.. Members, e.OrganisationId] },
            BidExcluded e => this with { OutBecause = e.Grounds },
            BidWithdrawn => this with { OutBecause = "Withdrawn" },
            BidSealBroken => this with { OutBecause = "Its seal did not open" },
            _ => this,
        };
}
