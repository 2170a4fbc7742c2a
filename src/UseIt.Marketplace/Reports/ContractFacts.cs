using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Reports;

/// <summary>Every fact a contract's report rests on, up to one position of the log.</summary>
public sealed record ContractFacts(
    long Cut,
    IReadOnlyList<StoredEvent> Contract,
    IReadOnlyList<StoredEvent> Commitments,
    IReadOnlyList<StoredEvent> Parties,
    IReadOnlyList<StoredEvent> People
)
{
    public IEnumerable<StoredEvent> All => Contract.Concat(Commitments).Concat(Parties).Concat(People);

    /// <summary>Reads the facts. Without a cut the present is taken: a position below which nothing can appear any more.</summary>
    public static async Task<ContractFacts> ReadAsync(EventStore store, Guid contractId, long? at, CancellationToken cancel)
    {
        var cut = at ?? await SettledAsync(store, contractId, cancel);
        var contract = await ReadAsync([contractId]);
        var commitments = await ReadAsync(contract.Select(e => e.Data).OfType<ContractPrepared>().SelectMany(p => p.Commitments));
        var parties = await ReadAsync(
            contract.Select(e => e.Data).OfType<ContractPrepared>().SelectMany(p => p.Suppliers.Prepend(p.BuyerId))
        );
        var people = await ReadAsync(contract.Concat(commitments).SelectMany(PeopleIn).Distinct().Order());
        return new ContractFacts(cut, contract, commitments, parties, people);

        async Task<IReadOnlyList<StoredEvent>> ReadAsync(IEnumerable<Guid> streams)
        {
            List<StoredEvent> facts = [];
            foreach (var stream in streams)
                facts.AddRange((await store.ReadStreamAsync(stream, cancel: cancel)).Where(e => e.Position <= cut));
            return facts;
        }
    }

    private static IEnumerable<Guid> PeopleIn(StoredEvent e) =>
        e.Data switch
        {
            ContractPartySigned signed => [signed.Signature.Person],
            EvidenceRecorded { RecordedBy: { } person } => [person],
            EvidenceVerified when Guid.TryParse(e.Metadata.Actor, out var person) => [person],
            _ => [],
        };

    // Whoever runs a report right after a command sees that command in it: the ceiling follows within the time of one commit.
    private static async Task<long> SettledAsync(EventStore store, Guid contractId, CancellationToken cancel)
    {
        var contract = await store.ReadStreamAsync(contractId, cancel: cancel);
        var commitments = contract.Select(e => e.Data).OfType<ContractPrepared>().SelectMany(p => p.Commitments);
        var latest = contract.Count == 0 ? 0 : contract[^1].Position;
        foreach (var commitment in commitments)
            if (await store.ReadStreamAsync(commitment, cancel: cancel) is [.., var last])
                latest = Math.Max(latest, last.Position);
        for (var wait = 1; ; wait = Math.Min(wait * 2, 50))
        {
            var ceiling = await store.CeilingAsync(cancel);
            if (ceiling >= latest)
                return ceiling;
            await Task.Delay(wait, cancel);
        }
    }
}
