using Npgsql;

namespace UseIt.Messaging;

/// <summary>Messages that were set aside, and what a person decides about them. Every decision is recorded in the commit that carries it out.</summary>
public sealed class DeadLetters(EventStore.EventStore store)
{
    /// <summary>What was set aside, oldest first. Bodies are not shown: they may hold what the reader may not see.</summary>
    public async Task<IReadOnlyList<DeadLetter>> ListAsync(Guid? after = null, int limit = 100, CancellationToken cancel = default)
    {
        await using var command = store.Database.CreateCommand(
            """
            select id, type, died, attempts, error, correlation_id, causation_id from messaging.dead_letter
            where $1 is null or (died, id) > (select died, id from messaging.dead_letter where id = $1) order by died, id limit $2
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)after ?? DBNull.Value, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var letters = new List<DeadLetter>();
        while (await reader.ReadAsync(cancel))
            letters.Add(new DeadLetter(reader.GetGuid(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2), reader.GetInt32(3), reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5), reader.IsDBNull(6) ? null : reader.GetString(6)));
        return letters;
    }

    /// <summary>Sends a message again, as if it had never failed. False when it is not there (any more).</summary>
    public Task<bool> ReplayAsync(Guid letter, string person, string reason, CancellationToken cancel = default) => SettleAsync(letter, "replayed", person, reason, cancel);

    /// <summary>Gives a message up. False when it is not there (any more).</summary>
    public Task<bool> DiscardAsync(Guid letter, string person, string reason, CancellationToken cancel = default) => SettleAsync(letter, "discarded", person, reason, cancel);

    private async Task<bool> SettleAsync(Guid letter, string decision, string person, string reason, CancellationToken cancel)
    {
        var replay = decision == "replayed"
            ? ", again as (insert into messaging.outgoing (id, due, type, body, correlation_id, causation_id) select id, events.clock(), type, body, correlation_id, causation_id from gone)"
            : "";
        await using var command = store.Database.CreateCommand(
            $"""
             with gone as (delete from messaging.dead_letter where id = $1 returning *){replay}
             insert into messaging.settled_letter (letter, settled, decision, by_person, reason, type, error)
             select id, events.clock(), $2, $3, $4, type, error from gone
             """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = letter });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = decision });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = person });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = reason });
        if (await command.ExecuteNonQueryAsync(cancel) == 0) return false;
        store.Wake(0);
        return true;
    }
}

/// <summary>A message that was set aside.</summary>
/// <param name="Id">The message.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="Died">When it was set aside.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Error">The codes of the refusal, or the kind of failure.</param>
/// <param name="CorrelationId">The request or story it belongs to.</param>
/// <param name="CausationId">What caused it.</param>
public sealed record DeadLetter(Guid Id, string Type, DateTimeOffset Died, int Attempts, string Error, string? CorrelationId, string? CausationId);
