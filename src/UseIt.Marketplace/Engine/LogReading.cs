using JasperFx.Events;
using JasperFx.Events.Projections;
using Marten;
using Marten.Linq.MatchesSql;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>Reading the whole log in order, up to where it is settled.</summary>
public static class LogReading
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(100);

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
        await using var last = database.CreateCommand(LastNumber);
        var ceiling = (long)(await last.ExecuteScalarAsync(cancel))!;
        await DrawnAsync(database, cancel);
        return ceiling;
    }

    /// <summary>
    /// Makes sure that nothing is missing from a page. Marten's mark says how far the log can be read, and can be too far by a number whose
    /// transaction began while it looked: what is passed over once is never read again.
    /// </summary>
    /// <param name="database">Where to look; it may have to wait until others have committed, and holds no connection meanwhile.</param>
    /// <param name="page">What was read of the log.</param>
    /// <param name="names">The stored names of the facts that were asked for.</param>
    /// <param name="cancel">Ends the waiting.</param>
    /// <exception cref="PageNotSettledException">There is more by now. It has to be read again.</exception>
    internal static async Task HoldsAllAsync(
        this NpgsqlDataSource database,
        EventRange page,
        IReadOnlyCollection<string> names,
        CancellationToken cancel
    )
    {
        var (drawn, asked) = await CountAsync(database, page, names, cancel);
        if (drawn < page.SequenceCeiling - page.SequenceFloor)
        {
            await DrawnAsync(database, cancel);
            (_, asked) = await CountAsync(database, page, names, cancel);
        }
        if (asked != page.Events.Count)
            throw new PageNotSettledException();
    }

    private static async Task<(long All, long Asked)> CountAsync(
        NpgsqlDataSource database,
        EventRange page,
        IReadOnlyCollection<string> names,
        CancellationToken cancel
    )
    {
        await using var count = database.CreateCommand(
            "select count(*), count(*) filter (where type = any($3)) from events.mt_events where seq_id > $1 and seq_id <= $2"
        );
        count.Parameters.Add(new NpgsqlParameter<long> { TypedValue = page.SequenceFloor });
        count.Parameters.Add(new NpgsqlParameter<long> { TypedValue = page.SequenceCeiling });
        count.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. names] });
        await using var reader = await count.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    // Until everybody who is drawing at this moment has ended.
    private static async Task DrawnAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var drawing = database.CreateCommand(Drawing);
        var awaited = (string[])(await drawing.ExecuteScalarAsync(cancel))!;
        for (var look = Look; awaited.Length > 0; look = look < Longest ? 2 * look : look)
        {
            await Task.Delay(look, cancel);
            awaited = [.. awaited.Intersect((string[])(await drawing.ExecuteScalarAsync(cancel))!, StringComparer.Ordinal)];
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

/// <summary>A page of the log has become longer since it was read: it is taken again, whole.</summary>
internal sealed class PageNotSettledException() : Exception("The page is not settled.");
