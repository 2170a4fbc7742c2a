using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;
using Wolverine.Runtime.Serialization;

namespace UseIt.Marketplace.Operations;

/// <summary>
/// Messages that were set aside until a person decides about them. Bodies are not shown: they may hold what the reader may not see.
/// </summary>
public sealed class DeadLetters(NpgsqlDataSource database)
{
    /// <summary>Sends a message that was set aside again, as if it had never failed.</summary>
    public const string Replay = "update wolverine.wolverine_dead_letters set replayable = true where id = $1";

    /// <summary>Gives a message that was set aside up.</summary>
    public const string Discard = "delete from wolverine.wolverine_dead_letters where id = $1";

    /// <summary>
    /// Those that say something of the marketplace's state; whom no mail reaches is told by the list, and is no alarm that an outsider
    /// could raise.
    /// </summary>
    public const string Alarming =
        "select count(*) from wolverine.wolverine_dead_letters where not replayable and exception_type not like '%.AddressNotTakenException'";

    private const string Select = """
        select id, message_type, failed_at, body, exception_type,
               case when exception_type like '%.RefusedException' then exception_message end
        from wolverine.wolverine_dead_letters where not replayable
        """;

    /// <summary>What was set aside, oldest first.</summary>
    public Task<IReadOnlyList<DeadLetter>> ListAsync(Guid? after = null, int limit = 100, CancellationToken cancel = default) =>
        ReadAsync(
            $"""
            {Select} and ($1 is null or (failed_at, id) > (select failed_at, id from wolverine.wolverine_dead_letters where id = $1))
            order by failed_at, id limit $2
            """,
            after,
            limit,
            cancel
        );

    /// <summary>One message; null when it is not set aside (any more).</summary>
    public async Task<DeadLetter?> FindAsync(Guid letter, CancellationToken cancel = default) =>
        await ReadAsync($"{Select} and id = $1 limit $2", letter, 1, cancel) is [var found] ? found : null;

    private async Task<IReadOnlyList<DeadLetter>> ReadAsync(string sql, Guid? id, int limit, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter { Value = (object?)id ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Uuid });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var letters = new List<DeadLetter>();
        while (await reader.ReadAsync(cancel))
        {
            var envelope = EnvelopeSerializer.Deserialize(reader.GetFieldValue<byte[]>(3));
            var context = MessageHeaders.ContextOf(envelope);
            letters.Add(
                new DeadLetter(
                    reader.GetGuid(0),
                    reader.GetString(1),
                    reader.GetFieldValue<DateTimeOffset>(2),
                    envelope.Attempts,
                    reader.IsDBNull(5) ? reader.GetString(4).Split('.')[^1] : reader.GetString(5),
                    context.CorrelationId,
                    context.CausationId
                )
            );
        }
        return letters;
    }
}

/// <summary>A message that was set aside.</summary>
/// <param name="Id">The message.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="Died">When it was set aside, by the clock of the machine that did.</param>
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
