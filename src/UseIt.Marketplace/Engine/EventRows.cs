using System.Text;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.Marketplace.Engine;

/// <summary>The rows one append adds to the log, written by one statement.</summary>
internal sealed class EventRows
{
    public const string PositionColumn = "appended_seq_id";

    // The floor lock comes after every lock that may wait and before the first number is drawn.
    private const string FloorLock = """
        select pg_advisory_xact_lock_shared((1::bigint << 56)
          | (select case when is_called then last_value else 0 end from events.mt_events_sequence))
        """;

    private const string Columns =
        "seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers, user_name";

    private const string InsertMany = $"""
        insert into events.mt_events ({Columns})
        select nextval('events.mt_events_sequence'), e.id, e.stream_id, e.version, e.data, e.type, c.now, e.dotnet, $1, $2, $3, $4
        from (select events.clock() as now) c, unnest($5, $6, $7, $8, $9, $10) as e (id, stream_id, version, data, type, dotnet)
        returning seq_id as {PositionColumn}
        """;

    // A few rows are cheaper as scalars than as arrays; one text for each count, so that each is prepared.
    private static readonly string[] InsertFew = [.. Enumerable.Range(1, 4).Select(Few)];

    private readonly Append append;
    private readonly StoredEvent[] events;
    private readonly (byte[] Data, string DotNet)[] rows;

    private EventRows(Append append, StoredEvent[] events, (byte[] Data, string DotNet)[] rows) =>
        (this.append, this.events, this.rows) = (append, events, rows);

    public int Count => events.Length;
    public IReadOnlyList<StoredEvent> Events => events;

    public static EventRows From(Append append, EventTypes types)
    {
        var events = new StoredEvent[append.Facts.Count];
        var rows = new (byte[] Data, string DotNet)[events.Length];
        for (var i = 0; i < events.Length; i++)
        {
            var (write, version, fact) = append.Facts[i];
            var stored = types.StoredAs(fact.GetType());
            events[i] = new StoredEvent(0, Guid.CreateVersion7(), write.Stream, version, stored.Alias, fact, default, append.Metadata);
            rows[i] = (JsonSerializer.SerializeToUtf8Bytes(fact, stored.Json), stored.DotNet);
        }
        return new EventRows(append, events, rows);
    }

    public void AddTo(NpgsqlBatch batch)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(FloorLock));
        var few = events.Length <= InsertFew.Length;
        var insert = new NpgsqlBatchCommand(few ? InsertFew[events.Length - 1] : InsertMany);
        var metadata = append.Metadata;
        insert.Parameters.Add(Nullable(metadata.CorrelationId, NpgsqlDbType.Varchar));
        insert.Parameters.Add(Nullable(metadata.CausationId, NpgsqlDbType.Varchar));
        insert.Parameters.Add(
            metadata.Headers is { Count: > 0 } headers
                ? new NpgsqlParameter<byte[]>
                {
                    TypedValue = JsonSerializer.SerializeToUtf8Bytes(headers, EventJson.Headers),
                    NpgsqlDbType = NpgsqlDbType.Jsonb,
                }
                : Nullable(null, NpgsqlDbType.Jsonb)
        );
        insert.Parameters.Add(Nullable(metadata.Actor, NpgsqlDbType.Varchar));
        if (few)
            AddScalars(insert);
        else
            AddArrays(insert);
        batch.BatchCommands.Add(insert);
    }

    private void AddScalars(NpgsqlBatchCommand insert)
    {
        for (var i = 0; i < events.Length; i++)
        {
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = events[i].Id });
            insert.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = events[i].StreamId });
            insert.Parameters.Add(new NpgsqlParameter<long> { TypedValue = events[i].Version });
            insert.Parameters.Add(new NpgsqlParameter<byte[]> { TypedValue = rows[i].Data, NpgsqlDbType = NpgsqlDbType.Jsonb });
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = events[i].Type });
            insert.Parameters.Add(new NpgsqlParameter<string> { TypedValue = rows[i].DotNet });
        }
    }

    private void AddArrays(NpgsqlBatchCommand insert)
    {
        insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(events, e => e.Id) });
        insert.Parameters.Add(new NpgsqlParameter<Guid[]> { TypedValue = Array.ConvertAll(events, e => e.StreamId) });
        insert.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = Array.ConvertAll(events, e => e.Version) });
        insert.Parameters.Add(
            new NpgsqlParameter<byte[][]>
            {
                TypedValue = Array.ConvertAll(rows, r => r.Data),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
            }
        );
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(events, e => e.Type) });
        insert.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = Array.ConvertAll(rows, r => r.DotNet) });
    }

    private static string Few(int count)
    {
        var text = new StringBuilder(
            $"insert into events.mt_events ({Columns}) select nextval('events.mt_events_sequence'), e.id, e.stream_id, e.version, e.data, e.type, c.now, e.dotnet, $1, $2, $3, $4 from (select events.clock() as now) c, (values "
        );
        for (var i = 0; i < count; i++)
        {
            var first = 5 + 6 * i;
            text.Append(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{(i > 0 ? ", " : "")}(${first}::uuid, ${first + 1}::uuid, ${first + 2}::bigint, ${first + 3}::jsonb, ${first + 4}::varchar, ${first + 5}::varchar)"
            );
        }
        return text.Append($") as e (id, stream_id, version, data, type, dotnet) returning seq_id as {PositionColumn}").ToString();
    }

    private static NpgsqlParameter Nullable(string? value, NpgsqlDbType type) =>
        value is null
            ? new NpgsqlParameter { Value = DBNull.Value, NpgsqlDbType = type }
            : new NpgsqlParameter<string> { TypedValue = value, NpgsqlDbType = type };
}
