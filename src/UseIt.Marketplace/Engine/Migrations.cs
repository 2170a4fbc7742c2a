using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>Brings a database to this program's schema: forward only, each file once, all under one lock.</summary>
public static class Migrations
{
    private const long Lock = 0x75736569744d6967;

    /// <summary>
    /// Applies the <c>*.sql</c> resources of the assemblies, in their order and then by name, and creates the tables of the views.
    /// </summary>
    /// <param name="database">The database; its user must own it.</param>
    /// <param name="assemblies">Where the files are, in the order of applying.</param>
    /// <param name="views">Whose tables are made where they are missing.</param>
    /// <param name="only">When given, no other files are applied: the schema of an earlier day, for restoring its data.</param>
    /// <param name="cancel">Ends it, with nothing applied.</param>
    /// <exception cref="InvalidOperationException">A file that was applied before has been changed since.</exception>
    public static async Task<int> ApplyAsync(
        NpgsqlDataSource database,
        IEnumerable<Assembly> assemblies,
        IEnumerable<IViewTable> views,
        IReadOnlySet<string>? only = null,
        CancellationToken cancel = default
    )
    {
        var applied = 0;
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        await RunAsync($"select pg_advisory_xact_lock({Lock})");
        await RunAsync("create schema if not exists events");
        await RunAsync(
            """
            create table if not exists events.migration
            (name varchar primary key, checksum varchar not null, applied timestamptz not null default now())
            """
        );
        var done = new Dictionary<string, string>(StringComparer.Ordinal);
        await using (var read = new NpgsqlCommand("select name, checksum from events.migration", connection, transaction))
        await using (var reader = await read.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                done[reader.GetString(0)] = reader.GetString(1);
        if (done.Keys.Any(name => name.StartsWith("UseIt.EventStore.", StringComparison.Ordinal)))
            throw new OldDatabaseException();
        foreach (var (name, sql) in assemblies.SelectMany(Scripts))
        {
            if (only?.Contains(name) == false)
                continue;
            var checksum = Checksum(sql);
            if (done.TryGetValue(name, out var before))
            {
                if (before != checksum)
                    throw new InvalidOperationException($"Migration {name} was changed after it was applied; add a new file instead.");
                continue;
            }
            await RunAsync(sql);
            await using var note = new NpgsqlCommand(
                "insert into events.migration (name, checksum) values ($1, $2)",
                connection,
                transaction
            );
            note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            note.Parameters.Add(new NpgsqlParameter<string> { TypedValue = checksum });
            await note.ExecuteNonQueryAsync(cancel);
            applied++;
        }
        var tables = views.ToArray();
        foreach (var view in tables)
            await RunAsync(view.Ddl);
        if (only is null)
            await RunAsync($"comment on schema views is '{FingerprintOf(tables)}'");
        await transaction.CommitAsync(cancel);
        return applied;

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancel);
        }
    }

    /// <summary>
    /// Whether <see cref="ApplyAsync"/> would find nothing to do; needs to read only, so that the application's own user need not own
    /// anything.
    /// </summary>
    public static async Task<bool> IsCurrentAsync(
        NpgsqlDataSource database,
        IEnumerable<Assembly> assemblies,
        IEnumerable<IViewTable> views,
        CancellationToken cancel = default
    )
    {
        await using var there = database.CreateCommand("select to_regclass('events.migration') is not null");
        if (await there.ExecuteScalarAsync(cancel) is not true)
            return false;
        var tables = views.ToArray();
        await using var missing = database.CreateCommand(
            """
            select exists (select * from unnest($1, $4) except select name, checksum from events.migration)
            or exists (select from unnest($2) t where to_regclass(t) is null)
            or obj_description('views'::regnamespace) is distinct from $3
            """
        );
        var scripts = assemblies.SelectMany(Scripts).ToArray();
        missing.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. scripts.Select(s => s.Name)] });
        missing.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. tables.Select(v => v.Table)] });
        missing.Parameters.Add(new NpgsqlParameter<string> { TypedValue = FingerprintOf(tables) });
        missing.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. scripts.Select(s => Checksum(s.Sql))] });
        if (await missing.ExecuteScalarAsync(cancel) is not false)
            return false;
        await using var unfilled = database.CreateCommand(
            "select exists (select name from unnest($1) name except select name from events.inline_view)"
        );
        unfilled.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. tables.OfType<InlineView>().Select(v => v.Table)] });
        return await unfilled.ExecuteScalarAsync(cancel) is false;
    }

    private static string Checksum(string sql) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(sql)));

    // An index more of a table that stands is no new table.
    private static string FingerprintOf(IEnumerable<IViewTable> views) =>
        Checksum(string.Join('\n', views.Select(v => v.Ddl).Order(StringComparer.Ordinal)));

    private static IEnumerable<(string Name, string Sql)> Scripts(Assembly assembly)
    {
        foreach (
            var resource in assembly
                .GetManifestResourceNames()
                .Where(n => n.EndsWith(".sql", StringComparison.Ordinal))
                .OrderBy(FileName, StringComparer.Ordinal)
        )
        {
            using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
            yield return (resource, reader.ReadToEnd());
        }
    }

    // Numbered across all rooms.
    private static string FileName(string resource) => resource.Split('.')[^2];
}

/// <summary>The database was made before the log was Marten's; nothing in it was changed.</summary>
public sealed class OldDatabaseException()
    : Exception("This database was made by an earlier version, whose log this one does not take over. Use an empty database.");
