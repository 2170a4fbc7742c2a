using Marten;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// An inline view made anew from the whole log in one transaction: to be compared with what stood there, or to take its place.
/// </summary>
internal sealed class InlineReplay(IDocumentStore store, NpgsqlDataSource database, EventTypes types, InlineView view)
{
    private const int PageSize = 1000;

    /// <summary>Makes those whose table is of a new shape, and so has seen nothing of the log yet.</summary>
    public static async Task FillAsync(
        IDocumentStore store,
        NpgsqlDataSource database,
        EventTypes types,
        IEnumerable<InlineView> views,
        CancellationToken cancel
    )
    {
        var filled = new HashSet<string>(StringComparer.Ordinal);
        await using (var command = database.CreateCommand("select name from events.inline_view"))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                filled.Add(reader.GetString(0));
        foreach (var view in views)
            if (!filled.Contains(view.Table))
                await new InlineReplay(store, database, types, view).ReplaceAsync(cancel);
    }

    /// <summary>What differs, in words; nothing is changed. Writers of the view wait meanwhile.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(CancellationToken cancel)
    {
        var differences = new List<string>();
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var tables = await LockAsync(connection, cancel);
        foreach (var table in tables)
            await RunAsync(connection, $"create temporary table {Before(table)} on commit drop as table {table}", cancel);
        await ReplayAsync(tables, connection, cancel);
        foreach (var table in tables)
        {
            await using var compare = new NpgsqlCommand(
                $"""
                select (select count(*) from (table {table} except all table {Before(table)}) more)
                + (select count(*) from (table {Before(table)} except all table {table}) fewer)
                """,
                connection,
                transaction
            );
            if (await compare.ExecuteScalarAsync(cancel) is long and not 0)
                differences.Add($"{table} differs from a fresh replay");
        }
        await transaction.RollbackAsync(CancellationToken.None);
        return differences;
    }

    /// <summary>Puts the rows that the log gives in the place of those that stand. Writers of the view wait meanwhile.</summary>
    public async Task ReplaceAsync(CancellationToken cancel)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await ReplayAsync(await LockAsync(connection, cancel), connection, cancel);
        await using (
            var filled = new NpgsqlCommand(
                "insert into events.inline_view (name) values ($1) on conflict (name) do update set filled = clock_timestamp()",
                connection,
                transaction
            )
        )
        {
            filled.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Table });
            await filled.ExecuteNonQueryAsync(cancel);
        }
        await transaction.CommitAsync(cancel);
    }

    private async Task<List<string>> LockAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var tables = await TablesAsync(connection, cancel);
        foreach (var table in tables)
            await RunAsync(connection, $"lock table {table} in share row exclusive mode", cancel);
        return tables;
    }

    // To the end of the log, not to its ceiling: who has written the view has committed before the lock, and who has not comes after it.
    private async Task ReplayAsync(List<string> tables, NpgsqlConnection connection, CancellationToken cancel)
    {
        foreach (var table in tables)
            await RunAsync(connection, $"delete from {table}", cancel);
        var aliases = types.AliasesOf(view.Handles);
        for (var (from, more) = (0L, true); more; )
        {
            var events = await store.ReadAllAsync(from, long.MaxValue, PageSize, aliases, cancel);
            await using var batch = new NpgsqlBatch(connection);
            foreach (var e in events)
                view.Apply(e, batch);
            if (batch.BatchCommands.Count > 0)
                await batch.ExecuteNonQueryAsync(cancel);
            if (more = events.Count == PageSize)
                from = events[^1].Sequence;
        }
    }

    // A view's own table, and companions named after it.
    private async Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var find = new NpgsqlCommand(
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname = 'views' and (c.relname = $1 or starts_with(c.relname, $1 || '_')) order by 1
            """,
            connection
        );
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Table.Split('.')[1] });
        await using var reader = await find.ExecuteReaderAsync(cancel);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancel))
            tables.Add(reader.GetString(0));
        return tables;
    }

    private static string Before(string table) => $"before_{table.Split('.')[1].Trim('"')}";

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
