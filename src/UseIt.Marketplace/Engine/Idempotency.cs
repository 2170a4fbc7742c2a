using System.Globalization;
using System.Text.Json.Nodes;
using Npgsql;
using NpgsqlTypes;
using Question = UseIt.Marketplace.Engine.EventStore.Question;

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

    /// <summary>A question about the key, and the outcome when its answer ends the matter.</summary>
    internal sealed class Check(NpgsqlBatchCommand command, Func<NpgsqlDataReader, CancellationToken, ValueTask<Outcome?>> answer)
    {
        public Outcome? Outcome { get; private set; }

        public Question Question => new(command, async (reader, cancel) => (Outcome = await answer(reader, cancel)) is null);
    }

    /// <summary>
    /// First whether the key is free, then, in a statement of its own that sees what its last holder committed, what it came to before.
    /// </summary>
    public static IReadOnlyList<Check> Ask(CommandContext context)
    {
        var free = new NpgsqlBatchCommand("select pg_try_advisory_xact_lock(hashtextextended($1, 7) & ((1::bigint << 55) - 1))");
        free.Parameters.Add(new NpgsqlParameter<string> { TypedValue = context.IdempotencyKey! });
        var earlier = new NpgsqlBatchCommand(
            """
            select fingerprint, outcome,
                   (select max(e.seq_id) from jsonb_each_text(outcome -> 'versions') v
                   join events.mt_events e on e.stream_id = v.key::uuid and e.version = v.value::bigint)
            from messaging.idempotency where key = $1
            """
        );
        earlier.Parameters.Add(new NpgsqlParameter<string> { TypedValue = context.IdempotencyKey! });
        return
        [
            new Check(
                free,
                async (reader, cancel) => await reader.ReadAsync(cancel) && reader.GetBoolean(0) ? null : new Outcome.InFlight()
            ),
            new Check(
                earlier,
                async (reader, cancel) => await reader.ReadAsync(cancel) ? Earlier(reader, context.Fingerprint ?? "") : null
            ),
        ];
    }

    /// <summary>The row that says what the command came to; its position is read again from the streams it wrote.</summary>
    public static NpgsqlBatchCommand Row(string key, string? fingerprint, Append append, JsonNode? answer)
    {
        var outcome = new JsonObject
        {
            ["answer"] = answer?.DeepClone(),
            ["versions"] = new JsonObject(append.WrittenVersions.Select(v => KeyValuePair.Create(v.Key.ToString(), (JsonNode?)v.Value))),
        };
        var row = new NpgsqlBatchCommand(
            "insert into messaging.idempotency (key, fingerprint, outcome, at) values ($1, $2, $3, events.clock())"
        );
        row.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key });
        row.Parameters.Add(new NpgsqlParameter<string> { TypedValue = fingerprint ?? "" });
        row.Parameters.Add(new NpgsqlParameter<string> { TypedValue = outcome.ToJsonString(), NpgsqlDbType = NpgsqlDbType.Jsonb });
        return row;
    }

    private static Outcome Earlier(NpgsqlDataReader reader, string fingerprint)
    {
        if (reader.GetString(0) != fingerprint)
            return new Outcome.KeyReused();
        var outcome = JsonNode.Parse(reader.GetString(1))!.AsObject();
        var versions = outcome["versions"]!
            .AsObject()
            .ToDictionary(v => Guid.Parse(v.Key, CultureInfo.InvariantCulture), v => v.Value!.GetValue<long>());
        return new Outcome.Done(reader.IsDBNull(2) ? 0 : reader.GetInt64(2), versions, outcome["answer"]?.DeepClone(), Replayed: true);
    }
}
