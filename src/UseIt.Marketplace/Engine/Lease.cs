using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// The right to do one node's work for all, for six seconds at a time. It is no lock: whatever is done under it must bear being done by
/// two.
/// </summary>
internal sealed class Lease(NpgsqlDataSource database, string name)
{
    private static readonly TimeSpan Lasts = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan RenewEvery = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan YieldFor = TimeSpan.FromSeconds(10);

    private readonly Guid node = Guid.NewGuid();
    private DateTimeOffset until;
    private DateTimeOffset yieldedUntil;

    public bool Held => until > TimeProvider.System.GetUtcNow();

    /// <summary>The name a session bears while it writes under the lease, so that it can be ended when its node hangs.</summary>
    public string SessionName => SessionOf(node);

    /// <summary>Takes or renews the lease where that is due; whether it is held.</summary>
    public async Task<bool> HoldAsync(CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (now < yieldedUntil)
            return false;
        if (until - now > Lasts - RenewEvery)
            return true;
        await using var connection = await database.OpenConnectionAsync(cancel);
        // A lease that would outlast twice its time was taken before the clock was set back.
        await using var take = new NpgsqlCommand(
            """
            with clock as (select events.clock() as now),
                 before as (select owner from events.lease where name = $1),
                 taken as (insert into events.lease (name, owner, until) select $1, $2, now + $3 from clock
                           on conflict (name) do update set owner = excluded.owner, until = excluded.until
                           where lease.owner = excluded.owner or lease.until < excluded.until - $3 or lease.until > excluded.until + $3
                           returning owner)
            select exists (select from taken), (select owner from before)
            """,
            connection
        );
        take.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        take.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = node });
        take.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = Lasts });
        Guid? before;
        bool held;
        await using (var reader = await take.ExecuteReaderAsync(cancel))
        {
            await reader.ReadAsync(cancel);
            (held, before) = (reader.GetBoolean(0), reader.IsDBNull(1) ? null : reader.GetGuid(1));
        }
        until = held ? now + Lasts : default;
        if (held && before is { } other && other != node)
            await EndSessionsAsync(other, connection, cancel);
        return held;
    }

    /// <summary>Gives the lease back and leaves it to others for a while.</summary>
    public async Task YieldAsync()
    {
        until = default;
        yieldedUntil = TimeProvider.System.GetUtcNow() + YieldFor;
        await using var give = database.CreateCommand("delete from events.lease where name = $1 and owner = $2");
        give.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        give.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = node });
        await give.ExecuteNonQueryAsync();
    }

    // A node that was stopped in the middle of sending a page holds its row locks for as long as it sleeps.
    private static async Task EndSessionsAsync(Guid other, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var end = new NpgsqlCommand(
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where application_name = $1 and datname = current_database()",
            connection
        );
        end.Parameters.Add(new NpgsqlParameter<string> { TypedValue = SessionOf(other) });
        await end.ExecuteNonQueryAsync(cancel);
    }

    private static string SessionOf(Guid node) => $"useit projector {node}";
}
