using System.Text.Json;
using Npgsql;
using NpgsqlTypes;
using UseIt.Marketplace.Engine;

namespace UseIt.Benchmarks;

/// <summary>
/// What the same work costs by hand: plain Npgsql, the same rows, and the fewest round trips there can be.
/// </summary>
public sealed class Floor(World world)
{
    private static readonly string[] DotNet =
    [
        "UseIt.Benchmarks.TenderDrafted, UseIt.Benchmarks",
        "UseIt.Benchmarks.LotPriced, UseIt.Benchmarks",
    ];
    private const string Headers = """{"authority": "system"}""";

    public async Task StartStreamAsync()
    {
        var id = Guid.CreateVersion7();
        await using var connection = await world.Database.OpenConnectionAsync();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            Command(
                """
                insert into events.mt_streams (id, version, type, timestamp, created)
                select $1, $2, $3, c.now, c.now from (select events.clock() as now) c
                """,
                Of(id),
                Of(3L),
                Of("tender")
            )
        );
        batch.BatchCommands.Add(Insert(id, 1, World.Draft(id), World.Lot(1), World.Lot(2)));
        await batch.ExecuteNonQueryAsync();
    }

    /// <summary>One select, a decision, one append.</summary>
    public async Task CommandAsync(Guid id)
    {
        await using var connection = await world.Database.OpenConnectionAsync();
        var (version, tender) = await FoldAsync(id, connection);
        await AppendOneAsync(id, version, tender.Lots, connection);
    }

    public async Task<Tender> ReadAsync(Guid id)
    {
        await using var connection = await world.Database.OpenConnectionAsync();
        return (await FoldAsync(id, connection)).State;
    }

    /// <summary>Where the rows of the views go that are built by hand.</summary>
    public static string[] Tables { get; } = ["views.floor_1", "views.floor_2", "views.floor_3", "views.floor_4"];

    /// <summary>Reads the log in pages, folds and upserts, and keeps its place.</summary>
    public async Task CatchUpAsync(int pageSize)
    {
        await using var connection = await world.Database.OpenConnectionAsync();
        for (var at = 0L; ; )
        {
            var events = new List<(long Position, Guid Stream, object Fact)>();
            await using (
                var select = new NpgsqlCommand(
                    "select seq_id, stream_id, type, data from events.mt_events where seq_id > $1 order by seq_id limit $2",
                    connection
                )
            )
            {
                select.Parameters.Add(Of(at));
                select.Parameters.Add(Of(pageSize));
                await using var reader = await select.ExecuteReaderAsync();
                while (await reader.ReadAsync())
                    events.Add((reader.GetInt64(0), reader.GetGuid(1), Read(reader.GetString(2), reader.GetFieldValue<byte[]>(3))));
            }
            if (events.Count == 0)
                return;
            var rows = new Dictionary<Guid, TenderRow?>();
            await using var save = new NpgsqlBatch(connection);
            foreach (var table in Tables)
            {
                rows.Clear();
                await using (var load = new NpgsqlCommand($"select key, data from {table} where key = any($1)", connection))
                {
                    load.Parameters.Add(Of(events.Select(e => e.Stream).Distinct().ToArray()));
                    await using var reader = await load.ExecuteReaderAsync();
                    while (await reader.ReadAsync())
                        rows[reader.GetGuid(0)] = JsonSerializer.Deserialize<TenderRow>(reader.GetFieldValue<byte[]>(1), EventJson.Options);
                }
                foreach (var e in events)
                    rows[e.Stream] = TenderRow.Fold(rows.GetValueOrDefault(e.Stream), e.Fact);
                var keys = rows.Keys.Order().ToArray();
                var data = Array.ConvertAll(keys, k => JsonSerializer.SerializeToUtf8Bytes(rows[k], EventJson.Options));
                save.BatchCommands.Add(
                    Command(
                        $"insert into {table} (key, data) select * from unnest($1, $2) on conflict (key) do update set data = excluded.data",
                        Of(keys),
                        new NpgsqlParameter<byte[][]> { TypedValue = data, NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb }
                    )
                );
            }
            save.BatchCommands.Add(
                Command(
                    "update events.mt_event_progression set last_seq_id = $1 where name = 'floor' and last_seq_id = $2",
                    Of(events[^1].Position),
                    Of(at)
                )
            );
            await save.ExecuteNonQueryAsync();
            at = events[^1].Position;
        }
    }

    private static async Task<(long Version, Tender State)> FoldAsync(Guid id, NpgsqlConnection connection)
    {
        await using var select = new NpgsqlCommand(
            "select version, type, data from events.mt_events where stream_id = $1 order by version",
            connection
        );
        select.Parameters.Add(Of(id));
        var (version, tender) = (0L, Tender.Empty);
        await using var reader = await select.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            (version, tender) = (reader.GetInt64(0), tender.Evolve(Read(reader.GetString(1), reader.GetFieldValue<byte[]>(2))));
        return (version, tender);
    }

    private static async Task AppendOneAsync(Guid id, long version, int lots, NpgsqlConnection connection)
    {
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            Command(
                "update events.mt_streams set version = $2, timestamp = events.clock() where id = $1 and version = $3",
                Of(id),
                Of(version + 1),
                Of(version)
            )
        );
        batch.BatchCommands.Add(Insert(id, version + 1, World.Lot(lots)));
        await batch.ExecuteNonQueryAsync();
    }

    private static NpgsqlBatchCommand Insert(Guid stream, long version, params object[] facts) =>
        Command(
            """
            insert into events.mt_events (seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, headers, user_name)
            select nextval('events.mt_events_sequence'), e.id, $1, e.version, e.data, e.type, c.now, e.dotnet, $7, $8
            from (select events.clock() as now) c, unnest($2, $3, $4, $5, $6) as e (id, version, data, type, dotnet)
            """,
            Of(stream),
            Of(Array.ConvertAll(facts, _ => Guid.CreateVersion7())),
            Of(Enumerable.Range(0, facts.Length).Select(i => version + i).ToArray()),
            new NpgsqlParameter<byte[][]>
            {
                TypedValue = Array.ConvertAll(facts, f => JsonSerializer.SerializeToUtf8Bytes(f, f.GetType(), EventJson.Options)),
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Jsonb,
            },
            Of(Array.ConvertAll(facts, f => f is TenderDrafted ? "tender_drafted" : "lot_priced")),
            Of(Array.ConvertAll(facts, f => f is TenderDrafted ? DotNet[0] : DotNet[1])),
            new NpgsqlParameter<string> { TypedValue = Headers, NpgsqlDbType = NpgsqlDbType.Jsonb },
            Of("00000000-0000-7000-8000-000000000001")
        );

    private static object Read(string type, byte[] data) =>
        type == "lot_priced"
            ? JsonSerializer.Deserialize<LotPriced>(data, EventJson.Options)!
            : JsonSerializer.Deserialize<TenderDrafted>(data, EventJson.Options)!;

    private static NpgsqlParameter<T> Of<T>(T value) => new() { TypedValue = value };

    private static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
