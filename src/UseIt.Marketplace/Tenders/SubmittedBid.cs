using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tenders;

/// <summary>A bid as its opening sees it: the sealed parts of the version that counts; none after a withdrawal or a late refusal.</summary>
public sealed record SubmittedBid(Guid BidId, IReadOnlyDictionary<int, IReadOnlyList<SealedPart>> Received, int? Counts)
    : IState<SubmittedBid>
{
    public static SubmittedBid Empty { get; } = new(Guid.Empty, new Dictionary<int, IReadOnlyList<SealedPart>>(), null);

    public static string StreamType => "bid";

    public IEnumerable<Guid> Lots => Counts is { } version ? Received[version].Select(p => p.LotId).Distinct() : [];

    public IEnumerable<OpenedBid> Opened(BidPart part) =>
        Counts is { } version
            ? Received[version].Where(p => p.Part == part).Select(p => new OpenedBid(BidId, p.LotId, version, p.Sha256))
            : [];

    public SubmittedBid Evolve(object fact) =>
        fact switch
        {
            BidReceived e => this with
            {
                BidId = e.BidId,
                Received = new Dictionary<int, IReadOnlyList<SealedPart>>(Received) { [e.Version] = e.Parts },
            },
            BidSubmitted e => this with { Counts = e.Version },
            LateBidAdmitted e => this with { Counts = e.Version },
            BidWithdrawn => this with { Counts = null },
            _ => this,
        };
}
