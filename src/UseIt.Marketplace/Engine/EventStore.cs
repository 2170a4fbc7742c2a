using System.Globalization;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// The log: reads streams, appends facts, and reads everything in order without ever skipping a late commit. One per process.
/// </summary>
public sealed class EventStore(NpgsqlDataSource database, EventTypes types, IReadOnlyList<InlineView>? inlineViews = null)
{
    private const string EventColumns =
        "seq_id, id, version, type, data, timestamp, user_name, correlation_id, causation_id, headers, stream_id";

    private const string HighestNumber = "select case when is_called then last_value else 0 end from events.mt_events_sequence";

    private const string LowestFloor = """
        select min(((classid::bigint << 32) | objid::bigint) & ((1::bigint << 56) - 1)) from pg_locks
        where locktype = 'advisory' and objsubid = 1 and granted and (classid::bigint >> 24) = 1
          and database = (select oid from pg_database where datname = current_database())
        """;

    private readonly IReadOnlyList<InlineView> inlineViews = inlineViews ?? [];

    /// <summary>The database the log lives in.</summary>
    public NpgsqlDataSource Database { get; } = database;

    /// <summary>The kinds of fact that may be stored.</summary>
    public EventTypes Types { get; } = types;

    internal IReadOnlyList<InlineView> InlineViews => inlineViews;

    /// <summary>The store's clock: the only clock that decides about stored time.</summary>
    public async Task<DateTimeOffset> ClockAsync(CancellationToken cancel = default)
    {
        await using var command = Database.CreateCommand("select events.clock()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancel))!, TimeSpan.Zero);
    }

    /// <summary>Reads the current state of a stream.</summary>
    public async Task<Stream<T>> FetchAsync<T>(Guid stream, CancellationToken cancel = default)
        where T : class, IState<T>
    {
        var (_, streams) = await FetchAsync([Fold.Of<T>(stream)], cancel);
        return (Stream<T>)streams[0];
    }

    /// <summary>Folds a stream up to an instant (inclusive) of the store's clock.</summary>
    public async Task<Stream<T>> FetchAsOfAsync<T>(Guid stream, DateTimeOffset instant, CancellationToken cancel = default)
        where T : class, IState<T>
    {
        var fold = Fold.Of<T>(stream);
        foreach (var e in await ReadStreamAsync(stream, cancel: cancel))
            if (e.Timestamp <= instant)
                fold.Apply(e.Version, e.Data);
        return (Stream<T>)fold.Result;
    }

    /// <summary>Folds a stream up to a version (inclusive).</summary>
    public async Task<Stream<T>> FetchAsOfAsync<T>(Guid stream, long version, CancellationToken cancel = default)
        where T : class, IState<T>
    {
        var fold = Fold.Of<T>(stream);
        foreach (var e in await ReadStreamAsync(stream, to: version, cancel: cancel))
            fold.Apply(e.Version, e.Data);
        return (Stream<T>)fold.Result;
    }

    /// <summary>Reads the facts of a stream, oldest first.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(
        Guid stream,
        long from = 1,
        long to = long.MaxValue,
        CancellationToken cancel = default
    )
    {
        await using var command = Database.CreateCommand(
            $"select {EventColumns} from events.mt_events where stream_id = $1 and version between $2 and $3 order by version"
        );
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(cancel))
            events.Add(ReadEvent(reader));
        return events;
    }

    /// <summary>Reads several streams and the store's clock in one round trip.</summary>
    public async Task<(DateTimeOffset Now, IReadOnlyList<object> Streams)> FetchAsync(IReadOnlyList<Fold> folds, CancellationToken cancel)
    {
        await using var batch = Database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select events.clock()"));
        foreach (var fold in folds)
            fold.AddTo(batch);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        var now = reader.GetFieldValue<DateTimeOffset>(0);
        foreach (var fold in folds)
        {
            await reader.NextResultAsync(cancel);
            await fold.ReadAsync(reader, Types, cancel);
        }
        return (now, [.. folds.Select(f => f.Result)]);
    }

    /// <summary>Makes an inline view anew from the whole log, in one commit; what writes it waits meanwhile.</summary>
    public Task RebuildAsync(InlineView view, CancellationToken cancel = default) => new InlineReplay(this, view).ReplaceAsync(cancel);

    /// <summary>Makes those inline views whose table is of a new shape, and so has seen nothing of the log yet.</summary>
    public async Task FillInlineViewsAsync(CancellationToken cancel = default)
    {
        var filled = new HashSet<string>(StringComparer.Ordinal);
        await using (var command = Database.CreateCommand("select name from events.inline_view"))
        await using (var reader = await command.ExecuteReaderAsync(cancel))
            while (await reader.ReadAsync(cancel))
                filled.Add(reader.GetString(0));
        foreach (var view in inlineViews)
            if (!filled.Contains(view.Table))
                await RebuildAsync(view, cancel);
    }

    /// <summary>The highest position below which nothing can appear any more: every number at or below it is committed or dead.</summary>
    /// <remarks>Floor lock: an append publishes a lower bound of the numbers it will draw before it draws one, by a shared advisory lock;
    /// locks outlive the commit's
    /// visibility, so what is not locked is settled. Statements in this order, each with its own snapshot. On the primary only.</remarks>
    public async Task<long> CeilingAsync(CancellationToken cancel = default)
    {
        await using var batch = Database.CreateBatch();
        AddCeilingTo(batch);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        return await ReadCeilingAsync(reader, cancel);
    }

    private static void AddCeilingTo(NpgsqlBatch batch)
    {
        batch.BatchCommands.Add(new NpgsqlBatchCommand(HighestNumber));
        batch.BatchCommands.Add(new NpgsqlBatchCommand(LowestFloor));
    }

    private static async Task<long> ReadCeilingAsync(NpgsqlDataReader reader, CancellationToken cancel)
    {
        await reader.ReadAsync(cancel);
        var last = reader.GetInt64(0);
        await reader.NextResultAsync(cancel);
        await reader.ReadAsync(cancel);
        var ceiling = await reader.IsDBNullAsync(0, cancel) ? last : Math.Min(last, reader.GetInt64(0));
        await reader.NextResultAsync(cancel);
        return ceiling;
    }

    /// <summary>
    /// Reads a page of the whole log in order; pass a ceiling from <see cref="CeilingAsync"/> to follow the log safely. Facts of other
    /// types are passed over.
    /// </summary>
    public async Task<IReadOnlyList<StoredEvent>> ReadAllAsync(
        long after,
        long ceiling,
        int limit,
        IReadOnlyCollection<string>? aliases = null,
        CancellationToken cancel = default
    )
    {
        await using var batch = Database.CreateBatch();
        AddPageTo(batch, after, ceiling, limit, aliases, unknownToo: false);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(cancel))
            events.Add(ReadEvent(reader));
        return events;
    }

    /// <summary>A page of the log below the ceiling of this moment.</summary>
    /// <param name="Ceiling">The ceiling when the page was read.</param>
    /// <param name="Through">How far the page reaches: what lies at or below it and is not in it is of no interest, or dead.</param>
    /// <param name="Events">The facts of interest.</param>
    /// <param name="Unknown">Facts whose name this build does not know.</param>
    internal sealed record Page(
        long Ceiling,
        long Through,
        IReadOnlyList<StoredEvent> Events,
        IReadOnlyList<(long Position, string Type)> Unknown
    );

    /// <summary>Ceiling and page in one round trip: the page is read last, and what lies above the ceiling is left for the next.</summary>
    internal async Task<Page> ReadPageAsync(
        NpgsqlConnection connection,
        long after,
        long upTo,
        int limit,
        Func<string, bool> wanted,
        IReadOnlyCollection<string>? aliases,
        CancellationToken cancel
    )
    {
        await using var batch = new NpgsqlBatch(connection);
        AddCeilingTo(batch);
        AddPageTo(batch, after, upTo, limit, aliases, unknownToo: true);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var ceiling = Math.Min(await ReadCeilingAsync(reader, cancel), upTo);
        var events = new List<StoredEvent>();
        var unknown = new List<(long, string)>();
        var (count, last) = (0, after);
        while (await reader.ReadAsync(cancel))
        {
            var position = reader.GetInt64(0);
            if (position > ceiling)
                break;
            (count, last) = (count + 1, position);
            var type = reader.GetString(3);
            if (wanted(type))
                events.Add(ReadEvent(reader, type));
            else if (!Types.Knows(type))
                unknown.Add((position, type));
        }
        return new Page(ceiling, count < limit ? Math.Max(after, ceiling) : last, events, unknown);
    }

    private void AddPageTo(NpgsqlBatch batch, long after, long upTo, int limit, IReadOnlyCollection<string>? aliases, bool unknownToo)
    {
        var page = new NpgsqlBatchCommand(
            $"select {EventColumns} from events.mt_events where seq_id > $1 and seq_id <= $2 {(aliases is null ? "" : unknownToo ? "and (type = any($4) or not type = any($5))" : "and type = any($4)")} order by seq_id limit $3"
        );
        page.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        page.Parameters.Add(new NpgsqlParameter<long> { TypedValue = upTo });
        page.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        if (aliases is not null)
            page.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. aliases] });
        if (aliases is not null && unknownToo)
            page.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. Types.KnownNames] });
        batch.BatchCommands.Add(page);
    }

    private StoredEvent ReadEvent(NpgsqlDataReader reader, string? knownType = null)
    {
        var type = knownType ?? reader.GetString(3);
        var data = Types.Read(type, reader.GetFieldValue<byte[]>(4));
        var metadata = new EventMetadata(
            Text(6),
            Text(7),
            Text(8),
            reader.IsDBNull(9) ? null : new StoredHeaders(reader.GetFieldValue<byte[]>(9))
        );
        return new StoredEvent(
            reader.GetInt64(0),
            reader.GetGuid(1),
            reader.GetGuid(10),
            reader.GetInt64(2),
            type,
            data,
            reader.GetFieldValue<DateTimeOffset>(5),
            metadata
        );

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }
}
