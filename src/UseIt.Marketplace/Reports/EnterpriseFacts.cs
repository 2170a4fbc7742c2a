using JasperFx.Events;
using Marten;
using Npgsql;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Support;

namespace UseIt.Marketplace.Reports;

/// <summary>Every fact on an enterprise's line up to a position of the log, and the line that they fold to.</summary>
public sealed record EnterpriseFacts(EnterpriseLine Line, IReadOnlyList<IEvent> Facts)
{
    /// <summary>Folds the line as its view does, from facts in the log's order; null where the enterprise was not there.</summary>
    public static EnterpriseFacts? Of(Guid organisation, IEnumerable<IEvent> facts)
    {
        var lines = new EnterpriseLines();
        IEvent[] own =
        [
            .. facts
                .Where(e => lines.Handles.Contains(e.Data.GetType()) && lines.Keys(e).Contains(organisation))
                .DistinctBy(e => e.Id)
                .OrderBy(e => e.Sequence),
        ];
        return own.Aggregate((EnterpriseLine?)null, (line, e) => lines.Apply(organisation, line, e)) is { } folded
            ? new EnterpriseFacts(folded, own)
            : null;
    }
}

/// <summary>Reads the facts of one enterprise, which lie in many streams.</summary>
public sealed class EnterpriseReading(IDocumentStore store, NpgsqlDataSource database, LogTail tail, EnterpriseLines lines, Caseload cases)
{
    public async Task<EnterpriseFacts?> ReadAsync(Guid organisation, long cut, CancellationToken cancel)
    {
        var seen = await tail.SeenAsync(lines, cancel);
        var row = await lines.FindAsync(database, organisation, cancel);
        var unseen = await tail.UnseenAsync(lines, e => lines.Keys(e).Contains(organisation), seen, cut, cancel);
        var diagnosed = row is null ? [] : await cases.OfEnterpriseAsync(database, row.SupportOrganisations, organisation, cancel);
        Guid[] named =
        [
            organisation,
            .. unseen,
            .. row is null
                ? []
                : row
                    .Sessions.Select(s => s.SessionId)
                    .Concat(diagnosed.Select(c => c.CaseId))
                    .Concat(row.Observations.Select(o => o.ObservationId))
                    .Concat(row.Bids.Select(b => b.BidId))
                    .Concat(row.Wins.Select(w => w.AwardId))
                    .Concat(row.Contracts.Select(c => c.ContractId)),
        ];
        var facts = await store.ReadStreamsAsync(named, cut, cancel);
        // That a bid was opened is a fact of its lot's evaluation.
        var evaluations = facts
            .Select(e => e.Data)
            .OfType<BidSubmitted>()
            .SelectMany(b => b.Lots.Select(lot => EvaluationRow.IdOf(b.TenderId, lot)));
        return EnterpriseFacts.Of(organisation, facts.Concat(await store.ReadStreamsAsync(evaluations, cut, cancel)));
    }
}
