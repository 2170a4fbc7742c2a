using JasperFx.Events;
using Marten;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// Finds what of the log a view has not seen yet, up to a cut: where only a view names the streams that a report has to read, a report run
/// right after a command still has that command in it, whether or not the view follows at the moment.
/// </summary>
public sealed class LogTail(IDocumentStore store, LogReaders readers)
{
    private const int Page = 1000;

    /// <summary>How far the view has read; to be asked before its rows are.</summary>
    public Task<long> SeenAsync(TableView view, CancellationToken cancel) => readers.SeenAsync(view, cancel);

    /// <summary>The streams of such facts beyond what was seen.</summary>
    public async Task<IReadOnlyList<Guid>> UnseenAsync(
        TableView view,
        Func<IEvent, bool> about,
        long seen,
        long cut,
        CancellationToken cancel
    )
    {
        string[] names = [.. view.Handles.Select(t => EventTypes.SnakeCase(t.Name))];
        List<Guid> streams = [];
        for (var after = seen; after < cut; )
        {
            var page = await store.ReadAllAsync(after, cut, Page, names, cancel);
            streams.AddRange(page.Where(about).Select(e => e.StreamId));
            after = page.Count < Page ? cut : page[^1].Sequence;
        }
        return streams;
    }
}
