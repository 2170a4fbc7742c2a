using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>Waits until everything that follows from what was stored has happened, on whichever node.</summary>
public sealed class Settling(NpgsqlDataSource database, LogReaders readers)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(10);

    // What failed and comes again in a moment is not over.
    private const string Left = """
        select (select coalesce(max(seq_id), 0) from events.mt_events),
               (select coalesce(min(coalesce(p.last_seq_id, 0)), $2)
                from unnest($1) r left join events.mt_event_progression p on p.name = r),
               exists (select from wolverine.wolverine_incoming_envelopes
                       where status = 'Incoming'
                       or status = 'Scheduled'
                       and execution_time <= now() + case when attempts > 0 then interval '5 seconds' else interval '0' end)
        """;

    /// <summary>
    /// Returns when every view and reaction has seen everything stored, and no message is due, being carried out or about to come again, by
    /// whomever.
    /// </summary>
    public async Task SettledAsync(CancellationToken cancel = default)
    {
        // Twice the same: a message may have been taken, and have stored something, between the questions.
        for (State? before = null; ; await Task.Delay(Look, cancel))
        {
            var now = await LeftAsync(cancel);
            if (now is { Waits: false } && now.Read >= now.Stored && now == before)
                return;
            before = now;
        }
    }

    private sealed record State(long Stored, long Read, bool Waits);

    private async Task<State> LeftAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(Left);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. readers.Names] });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = long.MaxValue });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new State(reader.GetInt64(0), reader.GetInt64(1), reader.GetBoolean(2));
    }
}
