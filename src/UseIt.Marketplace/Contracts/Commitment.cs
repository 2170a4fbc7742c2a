using System.Collections.Immutable;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Contracts;

public enum EvidenceStage
{
    Recorded,
    Verified,
    Disputed,
    Withdrawn,
}

/// <summary>One piece of evidence as it stands. The quantity is the supplier's, the verified quantity the buyer's.</summary>
public sealed record Evidence(Guid OrganisationId, Guid? RecordedBy, decimal Quantity, decimal? Verified, EvidenceStage Stage)
{
    public Period Period { get; init; } = new();

    public IReadOnlyList<Guid> Documents { get; init; } = [];

    /// <summary>The other commitments and needs beside which the buyer has decided that it counts here too.</summary>
    public ImmutableHashSet<Guid> Beside { get; init; } = [];
}

/// <summary>What a supplier does about a commitment that is late or disputed, by a day; undone until somebody says otherwise.</summary>
public sealed record Recovery(string What, Guid By, DateOnly Due, bool? Done, string? Remark);

public sealed record Commitment(
    Guid ContractId,
    Guid BuyerId,
    IReadOnlyList<Guid> Suppliers,
    CommitmentMetric? Metric,
    decimal Promised,
    decimal Quantity,
    DateOnly? Due,
    ImmutableSortedDictionary<Guid, Evidence> Evidence,
    bool Lapsed
) : IState<Commitment>
{
    public static Commitment Empty { get; } =
        new(Guid.Empty, Guid.Empty, [], null, 0, 0, null, ImmutableSortedDictionary<Guid, Evidence>.Empty, false);

    public ImmutableSortedDictionary<Guid, Recovery> Recoveries { get; init; } = ImmutableSortedDictionary<Guid, Recovery>.Empty;

    /// <summary>Whether it is behind the day it is due, or some of its evidence is disputed.</summary>
    public bool NeedsRecovery(DateOnly today) =>
        !Lapsed
        && (
            Due < today && Evidence.Values.Sum(e => e.Verified ?? 0) < Quantity
            || Evidence.Values.Any(e => e.Stage == EvidenceStage.Disputed)
        );

    /// <summary>One identity from the tender's question, through the bid's promise, to the report's figure.</summary>
    public static Guid IdOf(Guid requirementId, Guid bidId) => UuidV5.Of(requirementId, bidId.ToString());

    public Commitment Evolve(object fact) =>
        fact switch
        {
            CommitmentPromised e => this with
            {
                Metric = e.Metric,
                Promised = e.Metric.Whole(e.Quantity),
                Quantity = e.Metric.Whole(e.Quantity),
                Due = e.Metric.Due,
            },
            CommitmentContracted e => this with
            {
                ContractId = e.ContractId,
                BuyerId = e.BuyerId,
                Suppliers = e.Suppliers,
                Due = e.Due ?? Due,
            },
            EvidenceRecorded e => this with
            {
                Evidence = Evidence.SetItem(
                    e.EvidenceId,
                    new Evidence(e.OrganisationId, e.RecordedBy, e.Quantity, null, EvidenceStage.Recorded)
                    {
                        Period = e.Period,
                        Documents = e.DocumentIds,
                    }
                ),
            },
            EvidenceOverlapAccepted e => Change(e.EvidenceId, x => x with { Beside = x.Beside.Union(e.Others) }),
            EvidenceVerified e => Change(e.EvidenceId, x => x with { Verified = e.Quantity, Stage = EvidenceStage.Verified }),
            EvidenceDisputed e => Change(e.EvidenceId, x => x with { Verified = null, Stage = EvidenceStage.Disputed }),
            EvidenceCorrected e => Change(
                e.EvidenceId,
                x => x with { Quantity = e.Quantity, Verified = null, Stage = EvidenceStage.Recorded }
            ),
            EvidenceWithdrawn e => Change(e.EvidenceId, x => x with { Verified = null, Stage = EvidenceStage.Withdrawn }),
            CommitmentVaried e => this with { Quantity = e.Quantity, Due = e.Due ?? Due },
            CommitmentLapsed => this with { Lapsed = true },
            RecoveryAgreed e => this with { Recoveries = Recoveries.SetItem(e.RecoveryId, new Recovery(e.What, e.By, e.Due, null, null)) },
            RecoveryReported e when Recoveries.TryGetValue(e.RecoveryId, out var agreed) => this with
            {
                Recoveries = Recoveries.SetItem(e.RecoveryId, agreed with { Done = e.Done, Remark = e.Remark }),
            },
            _ => this,
        };

    private Commitment Change(Guid evidence, Func<Evidence, Evidence> change) =>
        Evidence.TryGetValue(evidence, out var now) ? this with { Evidence = Evidence.SetItem(evidence, change(now)) } : this;
}
