using Npgsql;

namespace UseIt.EventStore;

/// <summary>An inline view made anew inside a transaction that is rolled back, and compared with what stood there.</summary>
internal sealed class InlineReplay(EventStore store, InlineView view)
{
    private const int PageSize = 1000;

    /// <summary>What differs, in words. Writers of the view wait meanwhile.</summary>
    public async Task<IReadOnlyList<string>> CompareAsync(CancellationToken cancel)
    {
        var differences = new List<string>();
        await using var connection = await store.Database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var tables = await TablesAsync(connection, cancel);
        foreach (var table in tables)
        {
            await RunAsync(connection, $"lock table {table} in share row exclusive mode", cancel);
            await RunAsync(connection, $"create temporary table {Before(table)} on commit drop as table {table}", cancel);
            await RunAsync(connection, $"delete from {table}", cancel);
        }
        await ReplayAsync(connection, cancel);
        foreach (var table in tables)
        {
            await using var compare = new NpgsqlCommand(
                $"select (select count(*) from (table {table} except all table {Before(table)}) more) + (select count(*) from (table {Before(table)} except all table {table}) fewer)", connection, transaction);
            if (await compare.ExecuteScalarAsync(cancel) is long and not 0) differences.Add($"{table} differs from a fresh replay");
        }
        await transaction.RollbackAsync(CancellationToken.None);
        return differences;
    }

    private async Task ReplayAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var aliases = store.Types.AliasesOf(view.Handles);
        var (from, ceiling) = (0L, await store.CeilingAsync(cancel));
        while (from < ceiling)
        {
            var events = await store.ReadAllAsync(from, ceiling, PageSize, aliases, cancel);
            await using var batch = new NpgsqlBatch(connection);
            foreach (var e in events) view.Apply(e with { Position = 0, Timestamp = default }, batch);
            if (batch.BatchCommands.Count > 0) await batch.ExecuteNonQueryAsync(cancel);
            from = events.Count < PageSize ? ceiling : events[^1].Position;
        }
    }

    // A view's own table, and companions named after it.
    private async Task<List<string>> TablesAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var find = new NpgsqlCommand(
            """
            select format('%I.%I', n.nspname, c.relname) from pg_class c join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname = 'views' and (c.relname = $1 or starts_with(c.relname, $1 || '_')) order by 1
            """, connection);
        find.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Table.Split('.')[1] });
        await using var reader = await find.ExecuteReaderAsync(cancel);
        var tables = new List<string>();
        while (await reader.ReadAsync(cancel)) tables.Add(reader.GetString(0));
        return tables;
    }

    private static string Before(string table) => $"before_{table.Split('.')[1].Trim('"')}";

    private static async Task RunAsync(NpgsqlConnection connection, string sql, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancel);
    }
}
