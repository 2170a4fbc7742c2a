using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.OpenData;

/// <summary>A promise made in a bid. It stays unseen until a contract takes it over.</summary>
public sealed record OpenPromise(
    Guid RequirementId,
    Guid PromisedBy,
    string Title,
    string Promise,
    CommitmentMetric Metric,
    decimal Quantity
);

public sealed record OpenCommitment(
    Guid CommitmentId,
    OpenPromise Promise,
    decimal Quantity,
    DateOnly? Due,
    IReadOnlyDictionary<Guid, decimal> Verified,
    bool Lapsed = false
)
{
    /// <summary>What the buyer has verified so far; null while it has verified nothing, which is not the same as none.</summary>
    public decimal? Delivered => Verified.Count == 0 ? null : Verified.Values.Sum();

    public string Status =>
        Lapsed ? "lapsed"
        : Delivered >= Quantity ? "delivered"
        : Delivered is null ? "agreed"
        : "partlyDelivered";
}

public sealed record OpenMilestone(
    Guid MilestoneId,
    string Title,
    DateOnly Due,
    MilestoneStatus Status = MilestoneStatus.Scheduled,
    DateOnly? On = null
);

/// <summary>A contract of ours as the public may come to see it: nothing before it is signed.</summary>
public sealed record OpenContract
{
    public required Guid ContractId { get; init; }
    public required Guid AwardId { get; init; }
    public required Guid LotId { get; init; }
    public string? Ocid { get; init; }
    public OrganisationName? Buyer { get; init; }
    public required IReadOnlyList<OpenParty> Suppliers { get; init; }
    public required string Title { get; init; }
    public required Money Value { get; init; }
    public Period? Period { get; init; }
    public DateTimeOffset? SignedAt { get; init; }
    public string Status { get; init; } = "pending";
    public IReadOnlyList<OpenMilestone> Milestones { get; init; } = [];
    public IReadOnlyList<OpenCommitment> Commitments { get; init; } = [];
    public bool Implementing { get; init; }
    public DateTimeOffset? LastRelease { get; init; }

    public OpenContract With(Guid commitment, Func<OpenCommitment, OpenCommitment> change) =>
        this with
        {
            Commitments = [.. Commitments.Select(c => c.CommitmentId == commitment ? change(c) : c)],
        };

    public OpenContract Evolve(object fact) =>
        fact switch
        {
            ContractSigned e => this with { SignedAt = e.At, Status = "active" },
            MilestoneSet e => this with
            {
                Milestones = [.. Milestones.Where(m => m.MilestoneId != e.MilestoneId), new OpenMilestone(e.MilestoneId, e.Title, e.Due)],
            },
            MilestoneReported e => this with
            {
                Milestones = [.. Milestones.Select(m => m.MilestoneId == e.MilestoneId ? m with { Status = e.Status, On = e.On } : m)],
            },
            EvidenceVerified e => With(
                e.CommitmentId,
                c =>
                    c with
                    {
                        Verified = c
                            .Verified.Where(v => v.Key != e.EvidenceId)
                            .Append(KeyValuePair.Create(e.EvidenceId, e.Quantity))
                            .ToDictionary(),
                    }
            ),
            EvidenceCorrected e => Unverified(e.CommitmentId, e.EvidenceId),
            EvidenceDisputed e => Unverified(e.CommitmentId, e.EvidenceId),
            EvidenceWithdrawn e => Unverified(e.CommitmentId, e.EvidenceId),
            CommitmentVaried e => With(e.CommitmentId, c => c with { Quantity = e.Quantity, Due = e.Due ?? c.Due }),
            CommitmentLapsed e => With(e.CommitmentId, c => c with { Lapsed = true }),
            ContractEnded => this with { Status = "terminated" },
            _ => this,
        };

    // Returns the same contract where the evidence had not been verified: then nothing public has changed.
    private OpenContract Unverified(Guid commitment, Guid evidence) =>
        Commitments.Any(c => c.CommitmentId == commitment && c.Verified.ContainsKey(evidence))
            ? With(commitment, c => c with { Verified = c.Verified.Where(v => v.Key != evidence).ToDictionary() })
            : this;
}
