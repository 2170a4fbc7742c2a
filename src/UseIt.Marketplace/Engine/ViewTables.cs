using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>Which tables of views are in use, on any node; what no node uses any more is dropped.</summary>
public sealed class ViewTables(NpgsqlDataSource database, IReadOnlyList<TableView> views)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);
    private long? marked;

    /// <summary>
    /// Says, once a minute, that this node uses these tables. By the machine's own clock: a table is not unused because a demo has moved
    /// the store's.
    /// </summary>
    public async Task MarkAsync(CancellationToken cancel = default)
    {
        if (marked is { } before && TimeProvider.System.GetElapsedTime(before) < Minute)
            return;
        await using var mark = database.CreateCommand(
            """
            insert into events.view_table (name, progress, composite, used) select name, progress, composite, clock_timestamp()
            from unnest($1, $2, $3) as v (name, progress, composite) on conflict (name) do update set used = excluded.used
            """
        );
        mark.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. views.Select(v => v.Table)] });
        mark.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. views.Select(v => v.Progress)] });
        mark.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. views.Select(v => v.Composite.Progress)] });
        await mark.ExecuteNonQueryAsync(cancel);
        marked = TimeProvider.System.GetTimestamp();
        await DropUnusedAsync(TimeSpan.FromDays(1), cancel);
    }

    /// <summary>Drops the tables that no node has used for so long, with their positions; which they were.</summary>
    public async Task<IReadOnlyList<string>> DropUnusedAsync(TimeSpan unusedFor, CancellationToken cancel = default)
    {
        var old = new List<(string Table, string Progress, string Composite)>();
        await using (
            var find = database.CreateCommand(
                "select name, progress, composite from events.view_table where used < clock_timestamp() - $1 and name <> all($2)"
            )
        )
        {
            find.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = unusedFor });
            find.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. views.Select(v => v.Table)] });
            await using var reader = await find.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                old.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
        }
        foreach (var (table, progress, composite) in old)
        {
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(
                new NpgsqlBatchCommand(
                    $"drop table if exists {string.Join('.', table.Split('.').Select(part => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))}"
                )
            );
            batch.BatchCommands.Add(
                ReaderState.Command("delete from events.mt_event_progression where name in ($1, $2)", progress, composite)
            );
            batch.BatchCommands.Add(ReaderState.Resume(composite));
            batch.BatchCommands.Add(ReaderState.Command("delete from events.view_table where name = $1", table));
            await batch.ExecuteNonQueryAsync(cancel);
        }
        return [.. old.Select(o => o.Table)];
    }
}
