using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>Waits until everything that follows from what was stored has happened.</summary>
public sealed class Settling(NpgsqlDataSource database, Projector projector, IEnumerable<Reaction> reactions)
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

    private readonly string[] names = [.. reactions.Select(r => $"{r.SubscriptionName}:All")];

    /// <summary>
    /// Returns when every view and reaction has seen everything stored, and no message is due, being carried out or about to come again, by
    /// whomever.
    /// </summary>
    public async Task SettledAsync(CancellationToken cancel = default)
    {
        while (true)
        {
            var before = await LeftAsync(cancel);
            await projector.CatchUpAsync(cancel);
            // Twice the same: what was stored while the views caught up has been looked at too.
            if (before is { Waits: false } && before.Read >= before.Stored && await LeftAsync(cancel) == before)
                return;
            await Task.Delay(Look, cancel);
        }
    }

    private sealed record State(long Stored, long Read, bool Waits);

    private async Task<State> LeftAsync(CancellationToken cancel)
    {
        await using var command = database.CreateCommand(Left);
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = long.MaxValue });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new State(reader.GetInt64(0), reader.GetInt64(1), reader.GetBoolean(2));
    }
}
