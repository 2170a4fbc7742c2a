using JasperFx.Events;
using Marten;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Reports;

/// <summary>Every fact a contract's report rests on, up to one position of the log.</summary>
public sealed record ContractFacts(
    long Cut,
    IReadOnlyList<IEvent> Contract,
    IReadOnlyList<IEvent> Commitments,
    IReadOnlyList<IEvent> Parties,
    IReadOnlyList<IEvent> People
)
{
    /// <summary>How promises were asked for, where they count in money.</summary>
    public IReadOnlyList<CommitmentMetricChosen> Chosen { get; init; } = [];

    /// <summary>Each commitment with its figures, as its ledger folds them.</summary>
    public IEnumerable<LedgerRow> Ledger() => LedgerOf(Commitments);

    internal static IEnumerable<LedgerRow> LedgerOf(IEnumerable<IEvent> commitments)
    {
        var ledger = new CommitmentLedger();
        return commitments
            .Where(e => ledger.Handles.Contains(e.Data.GetType()))
            .GroupBy(e => e.StreamId)
            .Select(stream => stream.Aggregate((LedgerRow?)null, (row, e) => ledger.Apply(e.StreamId, row, e)))
            .OfType<LedgerRow>();
    }

    public IReadOnlyList<ReportMilestone> Milestones()
    {
        Dictionary<Guid, ReportMilestone> milestones = [];
        foreach (var fact in Contract.Select(e => e.Data))
        {
            if (fact is MilestoneSet set)
                milestones[set.MilestoneId] = new ReportMilestone(set.Title, set.Due, MilestoneStatus.Scheduled, null);
            if (fact is MilestoneReported told && milestones.TryGetValue(told.MilestoneId, out var known))
                milestones[told.MilestoneId] = known with { Status = told.Status, On = told.On };
        }
        return [.. milestones.Values.OrderBy(m => m.Due).ThenBy(m => m.Title, StringComparer.Ordinal)];
    }

    public IEnumerable<IEvent> All => Contract.Concat(Commitments).Concat(Parties).Concat(People);

    public static async Task<ContractFacts> ReadAsync(IDocumentStore store, Guid contractId, long cut, CancellationToken cancel)
    {
        var contract = await ReadAsync([contractId]);
        var commitments = await ReadAsync(contract.Select(e => e.Data).OfType<ContractPrepared>().SelectMany(p => p.Commitments));
        var parties = await ReadAsync(
            contract.Select(e => e.Data).OfType<ContractPrepared>().SelectMany(p => p.Suppliers.Prepend(p.BuyerId))
        );
        var people = await ReadAsync(contract.Concat(commitments).SelectMany(PeopleIn).Distinct().Order());
        var chosen = await ReadAsync(contract.Select(e => e.Data).OfType<ContractPrepared>().Select(p => p.TenderId));
        return new ContractFacts(cut, contract, commitments, parties, people)
        {
            Chosen = [.. chosen.Select(e => e.Data).OfType<CommitmentMetricChosen>()],
        };

        // Stream after stream, as they are named.
        async Task<IReadOnlyList<IEvent>> ReadAsync(IEnumerable<Guid> streams)
        {
            Guid[] named = [.. streams.Distinct()];
            var facts = (await store.ReadStreamsAsync(named, cut, cancel)).ToLookup(e => e.StreamId);
            return [.. named.SelectMany(stream => facts[stream])];
        }
    }

    private static IEnumerable<Guid> PeopleIn(IEvent e) =>
        e.Data switch
        {
            ContractPartySigned signed => [signed.Signature.Person],
            EvidenceRecorded { RecordedBy: { } person } => [person],
            EvidenceVerified when Guid.TryParse(e.UserName, out var person) => [person],
            _ => [],
        };
}
