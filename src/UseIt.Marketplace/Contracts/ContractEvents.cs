using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Contracts;

public enum MilestoneStatus
{
    Scheduled,
    Met,
    NotMet,
    PartiallyMet,
}

// A contract, made from an award, signed by each party, delivered, ended.
public sealed record ContractPrepared(
    Guid ContractId,
    Guid AwardId,
    Guid TenderId,
    Guid LotId,
    Guid BuyerId,
    IReadOnlyList<Guid> Suppliers,
    Guid LeadId,
    Guid? ConsortiumId,
    string Title,
    Money Value,
    Period? Period,
    string TermsSha256,
    IReadOnlyList<Guid> Commitments
) : IFact;

public sealed record ContractPartySigned(Guid ContractId, Guid PartyId, Signature Signature) : IFact;

public sealed record ContractSigned(
    Guid ContractId,
    Guid AwardId,
    Guid TenderId,
    Guid LotId,
    Guid BuyerId,
    IReadOnlyList<Guid> Suppliers,
    DateTimeOffset At
) : IFact;

public sealed record MilestoneSet(Guid ContractId, Guid MilestoneId, string Title, DateOnly Due) : IFact;

public sealed record MilestoneReported(Guid ContractId, Guid MilestoneId, MilestoneStatus Status, DateOnly On) : IFact;

public sealed record ContractEnded(Guid ContractId, Guid TenderId, string Reason) : IFact;

// A commitment: one identity from the tender's question to the report's figure. Additional stands as it was written before any bidder was
// asked, always yes, and is read by nobody; whether it would happen without the contract is known only where the bid says so.
public sealed record CommitmentPromised(
    Guid CommitmentId,
    Guid RequirementId,
    Guid TenderId,
    Guid LotId,
    Guid BidId,
    Guid PromisedBy,
    string Title,
    string Promise,
    CommitmentMetric Metric,
    decimal Quantity,
    bool Additional,
    bool? HappensAnyway = null
) : IFact;

public sealed record CommitmentContracted(Guid CommitmentId, Guid ContractId, Guid BuyerId, IReadOnlyList<Guid> Suppliers, DateOnly? Due)
    : IFact;

/// <summary>Who can be recognised in the photos of evidence, and whether they have agreed to it.</summary>
public enum PeopleInPhoto
{
    Nobody,
    Agreed,
    NotAgreed,

    /// <summary>Children too: a guardian has agreed for each, and everybody else for themselves.</summary>
    GuardiansAgreed,
}

public sealed record EvidenceRecorded(
    Guid CommitmentId,
    Guid ContractId,
    Guid EvidenceId,
    Guid OrganisationId,
    decimal Quantity,
    Period Period,
    string Statement,
    IReadOnlyList<Guid> DocumentIds,
    Guid? RecordedBy = null,
    IReadOnlyList<Guid>? PublicPhotos = null,
    PeopleInPhoto? People = null
) : IFact, IRefersToDocuments
{
    public IEnumerable<Guid> Documents() => DocumentIds;
}

// Evidence that may be told elsewhere as well counts here too, beside the other commitments and needs, because somebody said why.
public sealed record EvidenceOverlapAccepted(Guid CommitmentId, Guid ContractId, Guid EvidenceId, IReadOnlyList<Guid> Others, string Reason)
    : IFact;

public sealed record EvidenceVerified(Guid CommitmentId, Guid ContractId, Guid EvidenceId, decimal Quantity, string? Remark) : IFact;

public sealed record EvidenceDisputed(Guid CommitmentId, Guid ContractId, Guid EvidenceId, string Reason) : IFact;

public sealed record EvidenceCorrected(Guid CommitmentId, Guid ContractId, Guid EvidenceId, decimal Quantity, string Reason) : IFact;

public sealed record EvidenceWithdrawn(Guid CommitmentId, Guid ContractId, Guid EvidenceId, string Reason) : IFact;

public sealed record CommitmentVaried(Guid CommitmentId, Guid ContractId, decimal Quantity, DateOnly? Due, string Reason) : IFact;

public sealed record CommitmentLapsed(Guid CommitmentId, Guid ContractId, string Reason) : IFact;

// What is done about a commitment that is late or disputed: agreed, and then done or not.
public sealed record RecoveryAgreed(Guid CommitmentId, Guid ContractId, Guid RecoveryId, string What, Guid By, DateOnly Due) : IFact;

public sealed record RecoveryReported(Guid CommitmentId, Guid ContractId, Guid RecoveryId, bool Done, string? Remark) : IFact;
