using JasperFx.Events;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// One page of the log for followers that stand at the same place: rows are loaded, folded, and saved in one commit with the positions.
/// </summary>
internal sealed class PageCommit(Lease lease, Follower[] group, IReadOnlyList<IEvent> events, long through)
{
    public async Task RunAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var pages = new List<(Follower Follower, ViewPage Page)>();
        var reactions = new List<(Follower Follower, IEvent Event)>();
        foreach (var follower in group)
        {
            var page = follower.View?.Page(follower.View.Table);
            foreach (var e in events)
            {
                if (!follower.Wants(e))
                    continue;
                if (page is null)
                    reactions.Add((follower, e));
                else
                    page.Add(e);
            }
            if (page is { IsEmpty: false })
                pages.Add((follower, page));
        }
        var touched = pages.Select(p => p.Follower).Concat(reactions.Select(r => r.Follower)).Distinct().ToArray();
        if (touched.Length > 0)
        {
            await LoadAsync([.. pages.Select(p => p.Page)], connection, cancel);
            await using var save = new NpgsqlBatch(connection);
            Positions.AddMoveTo(save, touched, through, lease);
            foreach (var (_, page) in pages)
            {
                page.Fold();
                page.AddSave(save);
            }
            foreach (var (follower, e) in reactions)
                follower.Subscriber!.Apply(e, save);
            await save.ExecuteNonQueryAsync(cancel);
            foreach (var follower in touched)
                follower.Stored = through;
        }
        foreach (var follower in group)
            follower.Position = through;
    }

    // Outside the transaction: what is loaded stays true as long as the position does not move, and the save fails if it has moved.
    internal static async Task LoadAsync(IReadOnlyList<ViewPage> pages, NpgsqlConnection connection, CancellationToken cancel)
    {
        if (pages.Count == 0)
            return;
        await using var load = new NpgsqlBatch(connection);
        load.BatchCommands.Add(Positions.Command(Positions.PlansOnce));
        foreach (var page in pages)
            page.AddLoad(load);
        await using var reader = await load.ExecuteReaderAsync(cancel);
        foreach (var page in pages)
        {
            await reader.NextResultAsync(cancel);
            await page.LoadAsync(reader, cancel);
        }
    }
}
