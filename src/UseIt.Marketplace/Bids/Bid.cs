using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// A part as it was last saved. <see cref="Drafted"/> says where its words are: in the drafts, or in the version that was submitted last.
/// </summary>
public sealed record SavedPart(int Revision, bool Complete, string Digest, bool Drafted);

/// <summary>
/// A file of an answer. <see cref="Drafted"/> says where its bytes are: among the drafts, or in the version that was submitted last.
/// </summary>
public sealed record AttachedFile(Guid FileId, Guid RequirementId, Guid MemberId, bool Drafted)
{
    public PartKey Part => new(RequirementId, MemberId);
}

/// <summary>One arrival of the bid. Whether it was in time is null until it has been decided.</summary>
public sealed record Attempt(int Version, DateTimeOffset ReceivedAt, IReadOnlyList<SealedPart> Parts, bool? InTime, int? UncertaintyMs)
{
    public static Attempt Of(BidReceived e) => new(e.Version, e.ReceivedAt, e.Parts, null, e.UncertaintyMs);

    public Receipt Receipt(Guid bid) =>
        new(bid, Version, ReceivedAt, [.. Parts.Select(p => new SealedEnvelope(p.LotId, p.Part, p.Sha256))], UncertaintyMs);
}

/// <summary>What was sealed for one lot and part, by its digest.</summary>
public sealed record SealedEnvelope(Guid LotId, BidPart Part, string Sha256);

/// <summary>What the lead gets for a submission: which version arrived when, and the digests of what was sealed.</summary>
/// <param name="ReceivedAt">The earliest at which the last byte can have arrived. It decides.</param>
/// <param name="UncertaintyMs">How much later that can have been, in milliseconds.</param>
public sealed record Receipt(
    Guid BidId,
    int Version,
    DateTimeOffset ReceivedAt,
    IReadOnlyList<SealedEnvelope> Envelopes,
    int? UncertaintyMs = null
);

public sealed record Bid(
    Guid TenderId,
    Guid LeadId,
    Guid? ConsortiumId,
    IReadOnlyList<Guid> Members,
    IReadOnlyList<Guid> Lots,
    IReadOnlyDictionary<Guid, Guid> Assigned,
    IReadOnlyDictionary<PartKey, SavedPart> Parts,
    IReadOnlyList<Attempt> Attempts,
    bool Changed,
    bool Withdrawn,
    bool Excluded,
    IReadOnlyList<BidPart> Opened
) : IState<Bid>
{
    public static Bid Empty { get; } =
        new(
            Guid.Empty,
            Guid.Empty,
            null,
            [],
            [],
            new Dictionary<Guid, Guid>(),
            new Dictionary<PartKey, SavedPart>(),
            [],
            false,
            false,
            false,
            []
        );

    public IReadOnlyList<AttachedFile> Files { get; init; } = [];

    /// <summary>Lots it was for and is no more.</summary>
    public IReadOnlyList<Guid> Dropped { get; init; } = [];

    /// <summary>Grounds on which somebody at the buyer would let a late version in.</summary>
    public LateAdmissionProposed? Proposed { get; init; }

    public bool Admitted { get; init; }

    /// <summary>Whose part an organisation has taken on since the opening.</summary>
    public IReadOnlyDictionary<Guid, Guid> TookOn { get; init; } = new Dictionary<Guid, Guid>();

    public bool IsMember(Guid? organisation) => organisation is { } id && Members.Contains(id);

    /// <summary>Who writes the answer to a requirement: whom the lead has assigned, else the lead.</summary>
    public Guid AuthorOf(Guid requirement) => Assigned.GetValueOrDefault(requirement, LeadId);

    /// <summary>The version that counts: the last one that came in time.</summary>
    public Attempt? Submitted => Attempts.LastOrDefault(a => a.InTime == true);

    /// <summary>An arrival whose decision is still on its way; until then nothing of the bid may move.</summary>
    public Attempt? Undecided => Attempts.LastOrDefault(a => a.InTime is null);

    /// <summary>
    /// The last arrival, while the bid still says the same and it was not too late: submitting again would seal the same words.
    /// </summary>
    public Attempt? Standing => !Changed && Attempts.Count > 0 && Attempts[^1].InTime != false ? Attempts[^1] : null;

    public Bid Evolve(object fact) =>
        fact switch
        {
            BidStarted e => this with
            {
                TenderId = e.TenderId,
                LeadId = e.LeadId,
                ConsortiumId = e.ConsortiumId,
                Members = e.Members,
                Lots = e.Lots,
            },
            BidPartAssigned e => this with
            {
                Assigned = new Dictionary<Guid, Guid>(Assigned) { [e.RequirementId] = e.MemberId },
                Changed = true,
            },
            BidPartSaved e => this with
            {
                Parts = With(new PartKey(e.RequirementId, e.MemberId), new SavedPart(e.Revision, e.Complete, e.Digest, Drafted: true)),
                Changed = true,
            },
            BidFileAttached e => this with
            {
                Files = [.. Files, new AttachedFile(e.FileId, e.RequirementId, e.MemberId, Drafted: true)],
                Changed = true,
            },
            BidFileRemoved e => this with { Files = [.. Files.Where(f => f.FileId != e.FileId)], Changed = true },
            BidLotDropped e => this with { Lots = [.. Lots.Where(l => l != e.LotId)], Dropped = [.. Dropped, e.LotId], Changed = true },
            BidReceived e => this with { Attempts = [.. Attempts, Attempt.Of(e)], Changed = false },
            BidSubmitted e => Decided(e.Version, inTime: true) with
            {
                Parts = Parts.ToDictionary(p => p.Key, p => p.Value with { Drafted = false }),
                Files = [.. Files.Select(f => f with { Drafted = false })],
            },
            LateBidRefused e => Decided(e.Version, inTime: false),
            LateAdmissionProposed e => this with { Proposed = e },
            LateBidAdmitted e => Decided(e.Version, inTime: true) with { Admitted = true },
            BidWithdrawn => this with { Withdrawn = true },
            BidExcluded => this with { Excluded = true },
            BidMemberJoined e => this with
            {
                Members = [.. Members.Where(m => m != e.OrganisationId), e.OrganisationId],
                TookOn = new Dictionary<Guid, Guid>(TookOn) { [e.InPlaceOf] = e.OrganisationId },
            },
            BidOpened e => this with { Opened = [.. Opened, e.Part] },
            _ => this,
        };

    private Bid Decided(int version, bool inTime) =>
        this with
        {
            Attempts = [.. Attempts.Select(a => a.Version == version ? a with { InTime = inTime } : a)],
        };

    private Dictionary<PartKey, SavedPart> With(PartKey key, SavedPart part) => new(Parts) { [key] = part };
}
