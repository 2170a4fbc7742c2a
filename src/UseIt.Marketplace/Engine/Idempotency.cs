using System.Data.Common;
using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// A command sent under a key is done once: the key is locked while it is decided, and what it came to is stored in its own commit.
/// </summary>
/// <remarks>
/// After the IETF's draft "The Idempotency-Key HTTP Header Field": held elsewhere 409, another body 422, else the first answer again.
/// </remarks>
internal static class Idempotency
{
    public const string Table = "idempotency";

    /// <summary>
    /// Whether the key is free. Its lock lasts as long as the transaction, and the transaction for as long as the slowest <c>Load</c>: it
    /// holds nothing else that anybody waits for.
    /// </summary>
    public static Question<bool> IsFree(string key) =>
        new(
            BoundSql.Of(
                """
                select pg_try_advisory_xact_lock(hashtextextended($1, 7) & ((1::bigint << 55) - 1)),
                       set_config('idle_in_transaction_session_timeout', '10min', true)
                """,
                key
            ),
            async (reader, cancel) => await reader.ReadAsync(cancel) && reader.GetBoolean(0)
        );

    /// <summary>
    /// What the command under this key came to before; asked in a statement of its own, which sees what the last holder committed.
    /// </summary>
    public static Question<Outcome?> Earlier(CommandContext context) =>
        new(
            BoundSql.Of(
                """
                select fingerprint, outcome,
                       (select max(e.seq_id) from jsonb_each_text(outcome -> 'versions') v
                       join events.mt_events e on e.stream_id = v.key::uuid and e.version = v.value::bigint)
                from messaging.idempotency where key = $1
                """,
                context.IdempotencyKey!
            ),
            async (reader, cancel) => await reader.ReadAsync(cancel) ? Read(reader, context.Fingerprint ?? "") : null
        );

    /// <summary>The row that says what the command came to; its position is read again from the streams it wrote.</summary>
    public static Statement Row(CommandContext context, IReadOnlyDictionary<Guid, long> versions, JsonNode? answer)
    {
        var outcome = new JsonObject
        {
            // As text: jsonb puts the members of an object into an order of its own, and the answer is given again to the letter.
            ["answer"] = answer?.ToJsonString(),
            ["versions"] = new JsonObject(versions.Select(v => KeyValuePair.Create(v.Key.ToString(), (JsonNode?)v.Value))),
        };
        return Statement.Of(
            "insert into messaging.idempotency (key, fingerprint, outcome, at) values ($1, $2, $3, events.clock())",
            context.IdempotencyKey!,
            context.Fingerprint ?? "",
            new NpgsqlParameter { Value = outcome.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb }
        );
    }

    private static Outcome Read(DbDataReader reader, string fingerprint)
    {
        if (reader.GetString(0) != fingerprint)
            return new Outcome.KeyReused();
        var outcome = JsonNode.Parse(reader.GetString(1))!.AsObject();
        var versions = outcome["versions"]!
            .AsObject()
            .ToDictionary(v => Guid.Parse(v.Key, CultureInfo.InvariantCulture), v => v.Value!.GetValue<long>());
        var answer = (string?)outcome["answer"] is { } text ? JsonNode.Parse(text) : null;
        return new Outcome.Done(reader.IsDBNull(2) ? 0 : reader.GetInt64(2), versions, answer, Replayed: true);
    }
}

/// <summary>Somebody did it under the same key in the meantime; the next attempt finds what it came to.</summary>
internal sealed class KeyInUseException() : Exception("The key was used in the meantime.");
