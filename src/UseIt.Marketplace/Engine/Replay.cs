using Marten;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// A view made anew from the whole log beside its own table: to be compared with what stands there, or to take its place.
/// </summary>
public sealed class Replay(IDocumentStore store, NpgsqlDataSource database, EventTypes types, TableView view)
{
    private const int PageSize = 2000;
    private const string Fresh = "pg_temp.fresh_view";
    private readonly IReadOnlyCollection<string> names = types.AliasesOf(view.Handles);

    /// <summary>
    /// What differs at the position the view has, in words, or null. The view stands still only while the two are compared.
    /// </summary>
    public Task<string?> CompareAsync(CancellationToken cancel = default) =>
        AtItsPositionAsync(
            async connection =>
            {
                await using var compare = new NpgsqlCommand(
                    $"""
                    select count(*), min(coalesce(live.key, fresh.key)::text)
                    from {view.Table} live full join {Fresh} fresh on fresh.key = live.key
                    where live.data is distinct from fresh.data
                    """,
                    connection
                );
                await using var reader = await compare.ExecuteReaderAsync(cancel);
                await reader.ReadAsync(cancel);
                return reader.GetInt64(0) == 0
                    ? null
                    : $"{view.Table} differs from a fresh rebuild in {reader.GetInt64(0)} rows, the first with key {reader.GetString(1)}";
            },
            cancel
        );

    /// <summary>
    /// Puts the new rows in the place of the old in one commit, at the position the view has. Whoever is folding a page from the old rows
    /// at that moment fails and begins it again.
    /// </summary>
    public Task ReplaceAsync(CancellationToken cancel = default) =>
        AtItsPositionAsync<object?>(
            async connection =>
            {
                await RunAsync(connection, $"delete from {view.Table}", cancel);
                await RunAsync(connection, $"insert into {view.Table} (key, data) select key, data from {Fresh}", cancel);
                await RunAsync(
                    connection,
                    """
                    insert into events.view_table (name, progress, composite, used, replaced) values ($1, $2, $3, clock_timestamp(), 1)
                    on conflict (name) do update set replaced = view_table.replaced + 1
                    """,
                    cancel,
                    view.Table,
                    view.Progress,
                    view.Composite.Progress
                );
                return null;
            },
            cancel
        );

    /// <summary>Lets somebody read the view as the log is at a position, in a table made for that and dropped afterwards.</summary>
    public async Task<T> AtAsync<T>(long position, Func<string, Task<T>> read, CancellationToken cancel = default)
    {
        var table = $"{view.Table}_{Guid.NewGuid():N}";
        await using var connection = await database.OpenConnectionAsync(cancel);
        await RunAsync(connection, $"create unlogged table {table} (like {view.Table} including all)", cancel);
        try
        {
            await FoldAsync(table, 0, position, connection, cancel);
            return await read(table);
        }
        finally
        {
            await RunAsync(connection, $"drop table {table}", CancellationToken.None);
        }
    }

    /// <summary>Folds the log from one position to another into a table, without the facts that a person had skipped.</summary>
    private async Task FoldAsync(string table, long from, long to, NpgsqlConnection connection, CancellationToken cancel)
    {
        var state = new ReaderState(await SkippedAsync(connection, cancel), 0);
        while (from < to)
        {
            var events = await store.ReadAllAsync(from, to, PageSize, names, cancel);
            var page = view.Page(table, state);
            foreach (var e in events)
                page.Add(e);
            if (!page.IsEmpty)
                await page.KeepAsync(connection, cancel);
            from = events.Count < PageSize ? to : events[^1].Sequence;
        }
    }

    // Most is folded while the view goes on; its position is held only for the rest.
    private async Task<T> AtItsPositionAsync<T>(Func<NpgsqlConnection, Task<T>> then, CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await RunAsync(connection, $"drop table if exists {Fresh}", cancel);
        await RunAsync(connection, $"create temporary table fresh_view (key uuid primary key, data jsonb not null)", cancel);
        try
        {
            var reached = await PositionAsync("", connection, cancel);
            await FoldAsync(Fresh, 0, reached, connection, cancel);
            await using var transaction = await connection.BeginTransactionAsync(cancel);
            await FoldAsync(Fresh, reached, await PositionAsync(" for update", connection, cancel), connection, cancel);
            var result = await then(connection);
            await transaction.CommitAsync(cancel);
            return result;
        }
        finally
        {
            await RunAsync(connection, $"drop table if exists {Fresh}", CancellationToken.None);
        }
    }

    private async Task<long> PositionAsync(string locking, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            $"select last_seq_id from events.mt_event_progression where name = $1{locking}",
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Composite.Progress });
        return await command.ExecuteScalarAsync(cancel) is long position ? position : 0;
    }

    private async Task<IReadOnlySet<long>> SkippedAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand("select position from events.skipped_event where name = $1", connection);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Composite.Progress });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var skipped = new HashSet<long>();
        while (await reader.ReadAsync(cancel))
            skipped.Add(reader.GetInt64(0));
        return skipped;
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel, params object[] values)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(ReaderState.Command(sql, values));
        await batch.ExecuteNonQueryAsync(cancel);
    }
}
