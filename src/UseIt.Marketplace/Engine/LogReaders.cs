using System.Collections.Concurrent;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>How far each composite of views and each reaction has read the log, on whichever node, and which of them stand still.</summary>
public sealed class LogReaders(NpgsqlDataSource database, IReadOnlyList<TableView> views, IReadOnlyList<Reaction> reactions)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan Still = TimeSpan.FromSeconds(30);

    private readonly string[] names =
    [
        .. views.Select(v => v.Composite.Progress).Distinct(StringComparer.Ordinal),
        .. reactions.Select(r => r.Progress),
    ];
    private readonly ConcurrentDictionary<string, (long Position, long Since)> seen = new(StringComparer.Ordinal);

    /// <summary>The names of their positions.</summary>
    internal IReadOnlyList<string> Names => names;

    /// <summary>The views of a composite; none for a reaction.</summary>
    internal IEnumerable<TableView> ViewsOf(string reader) => views.Where(v => v.Composite.Progress == reader);

    /// <summary>The reaction of this name, if it is one.</summary>
    internal Reaction? ReactionOf(string reader) => reactions.FirstOrDefault(r => r.Progress == reader);

    /// <summary>How far a view has seen the log, whichever node reads it.</summary>
    public async Task<long> SeenAsync(TableView view, CancellationToken cancel = default)
    {
        await using var ask = database.CreateCommand(
            "select coalesce((select last_seq_id from events.mt_event_progression where name = $1), 0)"
        );
        ask.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Composite.Progress });
        return (long)(await ask.ExecuteScalarAsync(cancel))!;
    }

    /// <summary>Waits until a view has seen a position, at most for the given time; false when it has not, or is paused.</summary>
    public async Task<bool> WaitAsync(TableView view, long position, TimeSpan atMost, CancellationToken cancel = default)
    {
        var until = TimeProvider.System.GetTimestamp() + atMost.Ticks * TimeProvider.System.TimestampFrequency / TimeSpan.TicksPerSecond;
        while (true)
        {
            await using var ask = database.CreateCommand(
                """
                select coalesce((select last_seq_id from events.mt_event_progression where name = $1), 0) >= $2,
                       exists (select from events.paused_view where name = $1)
                """
            );
            ask.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Composite.Progress });
            ask.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
            await using (var reader = await ask.ExecuteReaderAsync(cancel))
            {
                await reader.ReadAsync(cancel);
                if (reader.GetBoolean(0))
                    return true;
                if (reader.GetBoolean(1) || TimeProvider.System.GetTimestamp() >= until)
                    return false;
            }
            await Task.Delay(Look < atMost ? Look : atMost, cancel);
        }
    }

    /// <summary>Up to which position a view has read the log, and the store's clock.</summary>
    public async Task<(long Position, DateTimeOffset Now)> PositionAsync(TableView view, CancellationToken cancel = default)
    {
        await using var ask = database.CreateCommand(
            "select coalesce((select last_seq_id from events.mt_event_progression where name = $1), 0), events.clock()"
        );
        ask.Parameters.Add(new NpgsqlParameter<string> { TypedValue = view.Composite.Progress });
        await using var reader = await ask.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return (reader.GetInt64(0), reader.GetFieldValue<DateTimeOffset>(1));
    }

    /// <summary>
    /// The views that stand still until a person has seen to them. Each with the time of the last fact it has seen: as at when what is read
    /// from it is true.
    /// </summary>
    public async Task<IReadOnlyDictionary<TableView, DateTimeOffset?>> StoppedAsync(CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand(
            """
            select v.name, (select e.timestamp from events.mt_events e where e.seq_id <= p.last_seq_id order by e.seq_id desc limit 1)
            from events.paused_view v left join events.mt_event_progression p on p.name = v.name
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var stopped = new Dictionary<TableView, DateTimeOffset?>();
        while (await reader.ReadAsync(cancel))
            foreach (var view in ViewsOf(reader.GetString(0)))
                stopped[view] = reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1);
        return stopped;
    }

    /// <summary>Where every reader stands, and which are paused and why.</summary>
    public async Task<ReadersHealth> HealthAsync(CancellationToken cancel = default)
    {
        await using var command = database.CreateCommand(
            """
            select r.name, coalesce(p.last_seq_id, 0), v.position, v.error, (select coalesce(max(seq_id), 0) from events.mt_events)
            from unnest($1) with ordinality r (name, place)
            left join events.mt_event_progression p on p.name = r.name
            left join events.paused_view v on v.name = r.name
            order by r.place
            """
        );
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var (ceiling, followers) = (0L, new List<ReaderHealth>());
        while (await reader.ReadAsync(cancel))
        {
            var (name, position) = (reader.GetString(0), reader.GetInt64(1));
            ceiling = reader.GetInt64(4);
            followers.Add(
                new ReaderHealth(
                    name,
                    position,
                    Math.Max(0, ceiling - position),
                    reader.IsDBNull(2) ? null : reader.GetInt64(2),
                    reader.IsDBNull(3) ? null : reader.GetString(3),
                    StandsStill(name, position, ceiling)
                )
            );
        }
        return new ReadersHealth(ceiling, followers);
    }

    // Behind, and where it was when this process looked some time ago.
    private bool StandsStill(string name, long position, long ceiling)
    {
        var now = TimeProvider.System.GetTimestamp();
        var since = seen.AddOrUpdate(
            name,
            _ => (position, now),
            (_, before) => before.Position == position && position < ceiling ? before : (position, now)
        );
        return position < ceiling && TimeProvider.System.GetElapsedTime(since.Since, now) > Still;
    }
}

/// <summary>How the readers of the log stand.</summary>
/// <param name="Ceiling">The last position of the log.</param>
/// <param name="Followers">Each composite of views and each reaction.</param>
public sealed record ReadersHealth(long Ceiling, IReadOnlyList<ReaderHealth> Followers);

/// <summary>How one reader stands.</summary>
/// <param name="Progress">Name of its position.</param>
/// <param name="Position">How far it has seen the log.</param>
/// <param name="Lag">How far that is behind.</param>
/// <param name="PausedAt">The fact it failed at, if it is paused.</param>
/// <param name="Error">The kind of failure.</param>
/// <param name="StandsStill">Whether it has been behind without moving for half a minute.</param>
public sealed record ReaderHealth(string Progress, long Position, long Lag, long? PausedAt, string? Error, bool StandsStill);
