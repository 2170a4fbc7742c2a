using JasperFx.Events;
using Marten;
using Marten.Linq.MatchesSql;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>Reading the whole log in order, up to where it is settled.</summary>
public static class LogReading
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);

    private const string LastNumber = "select case when is_called then last_value else 0 end from events.mt_events_sequence";

    // Whoever draws a number locks the sequence in this way until its transaction has ended and everybody can see what it wrote.
    private const string Drawing = """
        select coalesce(array_agg(virtualtransaction), '{}') from pg_locks
        where locktype = 'relation' and relation = 'events.mt_events_sequence'::regclass and mode = 'RowExclusiveLock' and granted
          and database = (select oid from pg_database where datname = current_database())
        """;

    /// <summary>
    /// The last position drawn, once whoever had drawn one by then has ended: every position at or below it is visible, or dead.
    /// </summary>
    public static async Task<long> CeilingAsync(this NpgsqlDataSource database, CancellationToken cancel = default)
    {
        await using var connection = await database.OpenConnectionAsync(cancel);
        await using var last = new NpgsqlCommand(LastNumber, connection);
        var ceiling = (long)(await last.ExecuteScalarAsync(cancel))!;
        await using var drawing = new NpgsqlCommand(Drawing, connection);
        for (string[]? awaited = null; ; await Task.Delay(Look, cancel))
        {
            var now = (string[])(await drawing.ExecuteScalarAsync(cancel))!;
            awaited = [.. (awaited ?? now).Intersect(now, StringComparer.Ordinal)];
            if (awaited.Length == 0)
                return ceiling;
        }
    }

    /// <summary>A page of the whole log in order; of these stored names, or of all.</summary>
    public static async Task<IReadOnlyList<IEvent>> ReadAllAsync(
        this IDocumentStore store,
        long after,
        long upTo,
        int limit,
        IReadOnlyCollection<string>? names = null,
        CancellationToken cancel = default
    )
    {
        await using var session = store.QuerySession();
        var facts = session.Events.QueryAllRawEvents().Where(e => e.Sequence > after && e.Sequence <= upTo);
        if (names is not null)
            facts = facts.Where(e => e.MatchesSql("d.type = any(?)", (object)names.ToArray()));
        return await facts.OrderBy(e => e.Sequence).Take(limit).ToListAsync(cancel);
    }
}
