using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Operations;

/// <summary>
/// Messages that were set aside until a person decides about them: see <see cref="Decision.Replay"/> and <see cref="Decision.Discard"/>.
/// Bodies are not shown: they may hold what the reader may not see.
/// </summary>
public sealed class DeadLetters(EventStore store)
{
    private const string Select = "select id, type, died, attempts, error, correlation_id, causation_id from messaging.dead_letter";

    /// <summary>What was set aside, oldest first.</summary>
    public Task<IReadOnlyList<DeadLetter>> ListAsync(Guid? after = null, int limit = 100, CancellationToken cancel = default) =>
        ReadAsync(
            $"{Select} where $1 is null or (died, id) > (select died, id from messaging.dead_letter where id = $1) order by died, id limit $2",
            after,
            limit,
            cancel
        );

    /// <summary>One message; null when it is not set aside (any more).</summary>
    public async Task<DeadLetter?> FindAsync(Guid letter, CancellationToken cancel = default) =>
        await ReadAsync($"{Select} where id = $1 limit $2", letter, 1, cancel) is [var found] ? found : null;

    internal static NpgsqlBatchCommand Replay(Guid letter) =>
        Outbox.ForMessage(
            """
            with gone as (delete from messaging.dead_letter where id = $1 returning *)
            insert into messaging.outgoing (id, due, type, body, correlation_id, causation_id)
            select id, events.clock(), type, body, correlation_id, causation_id from gone
            """,
            letter
        );

    internal static NpgsqlBatchCommand Discard(Guid letter) => Outbox.ForMessage("delete from messaging.dead_letter where id = $1", letter);

    private async Task<IReadOnlyList<DeadLetter>> ReadAsync(string sql, Guid? id, int limit, CancellationToken cancel)
    {
        await using var command = store.Database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var letters = new List<DeadLetter>();
        while (await reader.ReadAsync(cancel))
            letters.Add(
                new DeadLetter(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetFieldValue<DateTimeOffset>(2),
                    reader.GetInt32(3),
                    reader.GetString(4),
                    reader.IsDBNull(5) ? null : reader.GetString(5),
                    reader.IsDBNull(6) ? null : reader.GetString(6)
                )
            );
        return letters;
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
public sealed record DeadLetter(
    Guid Id,
    string Type,
    DateTimeOffset Died,
    int Attempts,
    string Error,
    string? CorrelationId,
    string? CausationId
);
