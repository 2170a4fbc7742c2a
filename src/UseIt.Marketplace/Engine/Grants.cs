using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>Who may do what in a database that has a role for changing the schema, one for the application and one for the keys.</summary>
/// <param name="Application">Works with everything but the keys; owns the tables of the views, and nothing else.</param>
/// <param name="Secrets">Works with the keys (schema <c>secrets</c>), and nothing else.</param>
/// <param name="Least">What the application may do to a table beside reading it, where that is not everything.</param>
public sealed record Grants(string Application, string Secrets, IReadOnlyDictionary<string, string> Least)
{
    /// <summary>
    /// Grants and revokes; to be run by the owner after every migration, for what that has added. The owner must be a member of the
    /// application's role.
    /// </summary>
    public async Task ApplyAsync(NpgsqlDataSource database, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var (application, secrets) = (Quoted(Application), Quoted(Secrets));
        foreach (
            var schema in await NamesAsync(
                """
                select quote_ident(nspname) from pg_namespace
                where nspowner = current_user::regrole and nspname <> 'secrets' and nspname !~ '^pg_'
                """
            )
        )
        {
            await RunAsync($"grant usage on schema {schema} to {application}");
            await RunAsync($"grant select, insert, update, delete on all tables in schema {schema} to {application}");
            await RunAsync($"grant usage, select, update on all sequences in schema {schema} to {application}");
        }
        foreach (var (table, rights) in Least)
        {
            await RunAsync($"revoke all on {table} from {application}");
            await RunAsync($"grant {string.Join(", ", "select", rights).TrimEnd(',', ' ')} on {table} to {application}");
        }
        // Views are made anew, and dropped when no node reads them any more, by the application itself.
        await RunAsync($"grant create on schema views to {application}");
        foreach (
            var table in await NamesAsync(
                "select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'views' and tableowner = current_user"
            )
        )
            await RunAsync($"alter table {table} owner to {application}");
        if (Secrets != Application)
        {
            await RunAsync($"revoke all on schema secrets from {application}");
            await RunAsync($"revoke all on all tables in schema secrets from {application}");
            await RunAsync($"revoke all on all functions in schema secrets from {application}");
            // The keys' rows bear the store's time.
            await RunAsync($"grant usage on schema events to {secrets}");
            await RunAsync($"grant select on events.mark to {secrets}");
        }
        await RunAsync($"grant usage on schema secrets to {secrets}");
        await RunAsync($"grant select, insert, update, delete on all tables in schema secrets to {secrets}");
        await RunAsync($"grant execute on all functions in schema secrets to {secrets}");
        // That a subject had a key, and when it was destroyed, stays on record.
        await RunAsync($"revoke delete on secrets.subject_key from {secrets}");
        await transaction.CommitAsync(cancel);

        async Task RunAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await command.ExecuteNonQueryAsync(cancel);
        }

        async Task<List<string>> NamesAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection, transaction);
            await using var reader = await command.ExecuteReaderAsync(cancel);
            var names = new List<string>();
            while (await reader.ReadAsync(cancel))
                names.Add(reader.GetString(0));
            return names;
        }
    }

    private static string Quoted(string role) => $"\"{role.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
