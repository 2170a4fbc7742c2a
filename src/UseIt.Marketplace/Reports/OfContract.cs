using Marten;
using Npgsql;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Reports;

/// <summary>A kind of report about one contract: for whoever acts for one of its parties.</summary>
public abstract class OfContract(IDocumentStore store, NpgsqlDataSource database, ContractView contracts) : ReportKind
{
    private const int Most = 100;

    public override string Question => "Which contract?";

    public override string AllSubjects =>
        """
            select stream_id, data ->> 'title' from events.mt_events where type = 'contract_prepared' order by seq_id
            """;

    public override async Task<bool> MayAsync(Actor actor, Guid subject, CancellationToken cancel) =>
        (await store.ReadStreamAsync(subject, cancel: cancel)).Select(e => e.Data).OfType<ContractPrepared>().FirstOrDefault()
            is { } contract
        && contract.Suppliers.Prepend(contract.BuyerId).Any(p => actor.ActsFor(p));

    public override async Task<IReadOnlyList<ReportSubject>> OfferedAsync(Actor actor, CancellationToken cancel) =>
        actor.Organisation is { } party
            ?
            [
                .. (await contracts.OfAsync(database, party, null, Most, cancel)).Items.Select(c => new ReportSubject(
                    c.ContractId,
                    c.Title
                )),
            ]
            : [];

    protected Task<ContractFacts> FactsAsync(ReportAsked asked, CancellationToken cancel) =>
        ContractFacts.ReadAsync(store, asked.SubjectId, asked.Cut, cancel);
}
