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

// A commitment: one identity from the tender's question to the report's figure.
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
    bool Additional
) : IFact;

public sealed record CommitmentContracted(Guid CommitmentId, Guid ContractId, Guid BuyerId, IReadOnlyList<Guid> Suppliers, DateOnly? Due)
    : IFact;

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
    IReadOnlyList<Guid>? PublicPhotos = null
) : IFact, IRefersToDocuments
{
    public IEnumerable<Guid> Documents() => DocumentIds;
}

public sealed record EvidenceVerified(Guid CommitmentId, Guid ContractId, Guid EvidenceId, decimal Quantity, string? Remark) : IFact;

public sealed record EvidenceDisputed(Guid CommitmentId, Guid ContractId, Guid EvidenceId, string Reason) : IFact;

public sealed record EvidenceCorrected(Guid CommitmentId, Guid ContractId, Guid EvidenceId, decimal Quantity, string Reason) : IFact;

public sealed record EvidenceWithdrawn(Guid CommitmentId, Guid ContractId, Guid EvidenceId, string Reason) : IFact;

public sealed record CommitmentVaried(Guid CommitmentId, Guid ContractId, decimal Quantity, DateOnly? Due, string Reason) : IFact;

public sealed record CommitmentLapsed(Guid CommitmentId, Guid ContractId, string Reason) : IFact;
