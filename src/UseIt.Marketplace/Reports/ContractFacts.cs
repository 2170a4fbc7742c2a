using JasperFx.Events;
using Marten;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;

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
    public IEnumerable<IEvent> All => Contract.Concat(Commitments).Concat(Parties).Concat(People);

    public static async Task<ContractFacts> ReadAsync(IDocumentStore store, Guid contractId, long cut, CancellationToken cancel)
    {
        var contract = await ReadAsync([contractId]);
        var commitments = await ReadAsync(contract.Select(e => e.Data).OfType<ContractPrepared>().SelectMany(p => p.Commitments));
        var parties = await ReadAsync(
            contract.Select(e => e.Data).OfType<ContractPrepared>().SelectMany(p => p.Suppliers.Prepend(p.BuyerId))
        );
        var people = await ReadAsync(contract.Concat(commitments).SelectMany(PeopleIn).Distinct().Order());
        return new ContractFacts(cut, contract, commitments, parties, people);

        async Task<IReadOnlyList<IEvent>> ReadAsync(IEnumerable<Guid> streams)
        {
            List<IEvent> facts = [];
            foreach (var stream in streams)
                facts.AddRange((await store.ReadStreamAsync(stream, cancel: cancel)).Where(e => e.Sequence <= cut));
            return facts;
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
