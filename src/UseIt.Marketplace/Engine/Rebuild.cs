using Marten;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>A view made anew from the whole log, in a table beside its own.</summary>
internal sealed class Rebuild(IDocumentStore store, NpgsqlDataSource database, EventTypes types, View view)
{
    private const int PageSize = 2000;
    private readonly string[] aliases = [.. types.AliasesOf(view.Handles)];

    /// <summary>The table it is made in.</summary>
    public string Table => $"{view.Table}_fresh";

    public async Task StartAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await RunAsync(connection, $"drop table if exists {Table}", cancel);
        await RunAsync(connection, $"create unlogged table {Table} (key uuid primary key, data jsonb not null)", cancel);
    }

    public Task EndAsync(NpgsqlConnection connection, CancellationToken cancel) =>
        RunAsync(connection, $"drop table if exists {Table}", cancel);

    /// <summary>Folds the log from one position to another, without the facts an operator had skipped.</summary>
    public async Task FoldAsync(long from, long to, NpgsqlConnection connection, CancellationToken cancel)
    {
        var skipped = await SkippedAsync(connection, cancel);
        while (from < to)
        {
            var events = await store.ReadAllAsync(from, to, PageSize, aliases, cancel);
            var page = view.Page(Table);
            foreach (var e in events)
                if (!skipped.Contains(e.Sequence))
                    page.Add(e);
            if (!page.IsEmpty)
            {
                await PageCommit.LoadAsync([page], connection, cancel);
                page.Fold();
                await using var save = new NpgsqlBatch(connection);
                page.AddSave(save);
                if (save.BatchCommands.Count > 0)
                    await save.ExecuteNonQueryAsync(cancel);
            }
            from = events.Count < PageSize ? to : events[^1].Sequence;
        }
    }

    /// <summary>
    /// Puts the new rows in the place of the old in one commit. The view stands still only while the last pages are folded.
    /// </summary>
    public async Task ReplaceAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await StartAsync(connection, cancel);
        var reached = await database.CeilingAsync(cancel);
        await FoldAsync(0, reached, connection, cancel);
        await RunAsync(
            connection,
            """
            insert into events.paused_view (name, position, error, at)
            values ($1, 0, 'Rebuilding', events.clock()) on conflict (name) do nothing
            """,
            cancel,
            view.Progress
        );
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await RunAsync(connection, "select from events.mt_event_progression where name = $1 for update", cancel, view.Progress);
        var ceiling = await database.CeilingAsync(cancel);
        await FoldAsync(reached, ceiling, connection, cancel);
        await RunAsync(connection, $"delete from {view.Table}", cancel);
        await RunAsync(connection, $"insert into {view.Table} (key, data) select key, data from {Table}", cancel);
        await RunAsync(
            connection,
            """
            insert into events.mt_event_progression (name, last_seq_id) values ($1, $2)
            on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = now()
            """,
            cancel,
            view.Progress,
            ceiling
        );
        await RunAsync(connection, "delete from events.paused_view where name = $1", cancel, view.Progress);
        await EndAsync(connection, cancel);
        await transaction.CommitAsync(cancel);
    }

    private async Task<HashSet<long>> SkippedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Positions.Command("select position from events.skipped_event where name = $1", view.Progress));
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var skipped = new HashSet<long>();
        while (await reader.ReadAsync(cancel))
            skipped.Add(reader.GetInt64(0));
        return skipped;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel, params object[] values)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Positions.Command(sql, values));
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
