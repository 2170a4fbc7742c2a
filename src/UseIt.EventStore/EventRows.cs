using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.EventStore;

/// <summary>The rows one append adds to the log, column by column, so that one statement writes them all.</summary>
internal sealed class EventRows
{
    public const string PositionColumn = "appended_seq_id";

    private readonly List<StoredEvent> events = [];
    private readonly List<string> data = [];
    private readonly List<string> dotnet = [];
    private readonly EventMetadata metadata;
    private readonly string? headers;

    private EventRows(EventMetadata metadata)
    {
        this.metadata = metadata;
        headers = metadata.Headers is { Count: > 0 } ? JsonSerializer.Serialize(metadata.Headers, EventJson.Options) : null;
    }

    public int Count => events.Count;
    public IReadOnlyList<StoredEvent> Events => events;

    public static EventRows From(Append append, EventTypes types)
    {
        var rows = new EventRows(append.Metadata);
        foreach (var write in append.Writes.Values)
        {
            var version = write.Expected;
            foreach (var fact in write.Facts)
            {
                var (alias, name) = types.Of(fact.GetType());
                rows.events.Add(new StoredEvent(0, Guid.CreateVersion7(), write.Stream, ++version, alias, fact, default, append.Metadata));
                rows.data.Add(JsonSerializer.Serialize(fact, fact.GetType(), EventJson.Options));
                rows.dotnet.Add(name);
            }
        }
        return rows;
    }

    public void AddTo(NpgsqlBatch batch)
    {
        // The floor lock comes after every lock that may wait and before the first number is drawn.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            "select pg_advisory_xact_lock_shared((1::bigint << 56) | (select case when is_called then last_value else 0 end from events.mt_events_sequence))"));
        var insert = new NpgsqlBatchCommand(
            $"""
             insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name)
             select nextval('events.mt_events_sequence'), e.id, e.stream_id, e.version, e.data, e.type, c.now, e.dotnet, $7, $8, $9, $10
             from (select events.clock() as now) c, unnest($1, $2, $3, $4, $5, $6) as e (id, stream_id, version, data, type, dotnet)
             returning seq_id as {PositionColumn}
             """);
        insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. events.Select(e => e.Id)] });
        insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = [.. events.Select(e => e.StreamId)] });
        insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. events.Select(e => e.Version)] });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. data], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. events.Select(e => e.Type)] });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. dotnet] });
        insert.Parameters.Add(Nullable(metadata.CorrelationId, NpgsqlDbType.Varchar));
        insert.Parameters.Add(Nullable(metadata.CausationId, NpgsqlDbType.Varchar));
        insert.Parameters.Add(Nullable(headers, NpgsqlDbType.Jsonb));
        insert.Parameters.Add(Nullable(metadata.Actor, NpgsqlDbType.Varchar));
        batch.BatchCommands.Add(insert);
    }

    private static NpgsqlParameter Nullable(string? value, NpgsqlDbType type) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = type };
}
