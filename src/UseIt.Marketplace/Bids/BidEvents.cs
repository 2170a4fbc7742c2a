using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Bids;

/// <summary>One sealed part for one lot; nothing in it can be read without the tender's opening key or the bid team's key.</summary>
public sealed record SealedPart(Guid LotId, BidPart Part, string Sha256, Envelope Envelope);

// A bid for one tender, by one organisation or a consortium, lot by lot. Contents are never here: drafts lie encrypted beside the log,
// sealed parts as ciphertext.
public sealed record BidStarted(
    Guid BidId,
    Guid TenderId,
    Guid LeadId,
    Guid? ConsortiumId,
    IReadOnlyList<Guid> Members,
    IReadOnlyList<Guid> Lots
) : IFact;

public sealed record BidPartAssigned(Guid BidId, Guid RequirementId, Guid MemberId) : IFact;

public sealed record BidPartSaved(Guid BidId, Guid RequirementId, Guid MemberId, int Revision, bool Complete, string Digest) : IFact;

// Files of an answer; what they are called and their bytes lie encrypted beside the log.
public sealed record BidFileAttached(Guid BidId, Guid FileId, Guid RequirementId, Guid MemberId) : IFact;

public sealed record BidFileRemoved(Guid BidId, Guid FileId) : IFact;

public sealed record BidLotDropped(Guid BidId, Guid LotId) : IFact;

/// <summary>
/// The last byte has arrived: the instant that decides, the earliest it can have been by the store's clock, and how many milliseconds later
/// it can have been.
/// </summary>
public sealed record BidReceived(
    Guid BidId,
    Guid TenderId,
    int Version,
    DateTimeOffset ReceivedAt,
    IReadOnlyList<SealedPart> Parts,
    int? UncertaintyMs = null
) : IFact;

public sealed record BidSubmitted(
    Guid BidId,
    Guid TenderId,
    Guid LeadId,
    IReadOnlyList<Guid> Members,
    int Version,
    DateTimeOffset ReceivedAt,
    IReadOnlyList<Guid> Lots
) : IFact;

public sealed record LateBidRefused(Guid BidId, Guid TenderId, int Version, DateTimeOffset ReceivedAt, DateTimeOffset Deadline) : IFact;

// Where the tender's published rule leaves it to an officer: one proposes on grounds, a second admits, and only then is the bid submitted.
public sealed record LateAdmissionProposed(Guid BidId, Guid TenderId, int Version, string Grounds, Guid By) : IFact;

public sealed record LateBidAdmitted(Guid BidId, Guid TenderId, int Version, string Grounds, Guid By, Guid SecondPerson) : IFact;

public sealed record BidWithdrawn(Guid BidId, Guid TenderId) : IFact;

public sealed record BidExcluded(Guid BidId, Guid TenderId, string Grounds) : IFact;

/// <summary>An organisation stands behind the opened bid in another's place, and may read what that one wrote.</summary>
public sealed record BidMemberJoined(Guid BidId, Guid TenderId, Guid OrganisationId, Guid InPlaceOf) : IFact;

/// <summary>Opened: what was sealed is what was read; the words themselves stay beside the log.</summary>
public sealed record BidOpened(
    Guid BidId,
    Guid TenderId,
    int Version,
    BidPart Part,
    IReadOnlyList<Guid> Lots,
    string ContentSha256,
    IReadOnlyList<Guid>? Files = null
) : IFact, IRefersToDocuments
{
    public IEnumerable<Guid> Documents() => Files ?? [];
}

/// <summary>
/// The seal did not open, or what came out is not what was sealed; the code says which. The bid stands as submitted, and people have to
/// look.
/// </summary>
public sealed record BidSealBroken(Guid BidId, Guid TenderId, int Version, BidPart Part, string Code) : IFact;
