using System.Data;
using System.Globalization;
using System.Text.Json;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.EventStore;

/// <summary>The log: reads streams, appends facts, and reads everything in order without ever skipping a late commit. One per process.</summary>
public sealed class EventStore(NpgsqlDataSource database, EventTypes types, IReadOnlyList<InlineView>? inlineViews = null)
{
    private const string ReadStream =
        "select seq_id, id, version, type, data, timestamp, user_name, correlation_id, causation_id, headers from events.mt_events where stream_id = $1 and version > $2 and version <= $3 order by version";

    private readonly IReadOnlyList<InlineView> inlineViews = inlineViews ?? [];

    /// <summary>The database the log lives in.</summary>
    public NpgsqlDataSource Database { get; } = database;

    /// <summary>The kinds of fact that may be stored.</summary>
    public EventTypes Types { get; } = types;

    /// <summary>Raised in this process after each commit that wrote facts, with its last position.</summary>
    public event Action<long>? Committed;

    /// <summary>The store's clock: the only clock that decides about stored time.</summary>
    public async Task<DateTimeOffset> ClockAsync(CancellationToken cancel = default)
    {
        await using var command = Database.CreateCommand("select events.clock()");
        return new DateTimeOffset((DateTime)(await command.ExecuteScalarAsync(cancel))!, TimeSpan.Zero);
    }

    /// <summary>Reads the current state of a stream.</summary>
    public async Task<Stream<T>> FetchAsync<T>(Guid stream, CancellationToken cancel = default) where T : class, IState<T>
        => (Stream<T>)(await FetchAsync([Fold.Of<T>(stream)], null, cancel)).Streams[0];

    /// <summary>Folds a stream up to an instant (inclusive) of the store's clock.</summary>
    public async Task<Stream<T>> FetchAsOfAsync<T>(Guid stream, DateTimeOffset instant, CancellationToken cancel = default) where T : class, IState<T>
    {
        var fold = Fold.Of<T>(stream);
        foreach (var e in await ReadStreamAsync(stream, cancel: cancel))
            if (e.Timestamp <= instant) fold.Apply(e.Version, e.Data);
        return (Stream<T>)fold.Result;
    }

    /// <summary>Folds a stream up to a version (inclusive).</summary>
    public async Task<Stream<T>> FetchAsOfAsync<T>(Guid stream, long version, CancellationToken cancel = default) where T : class, IState<T>
    {
        var fold = Fold.Of<T>(stream);
        foreach (var e in await ReadStreamAsync(stream, to: version, cancel: cancel)) fold.Apply(e.Version, e.Data);
        return (Stream<T>)fold.Result;
    }

    /// <summary>Reads the facts of a stream, oldest first.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(Guid stream, long from = 1, long to = long.MaxValue, CancellationToken cancel = default)
    {
        await using var command = Database.CreateCommand(ReadStream);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from - 1 });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(cancel)) events.Add(ReadEvent(reader, stream));
        return events;
    }

    /// <summary>Reads several streams and the store's clock in one round trip, on the given connection or one of the pool.</summary>
    public async Task<(DateTimeOffset Now, IReadOnlyList<object> Streams)> FetchAsync(IReadOnlyList<Fold> folds, NpgsqlConnection? connection, CancellationToken cancel)
    {
        await using var own = connection is null ? await Database.OpenConnectionAsync(cancel) : null;
        await using var batch = new NpgsqlBatch(connection ?? own);
        batch.BatchCommands.Add(new NpgsqlBatchCommand("select events.clock()"));
        foreach (var fold in folds) fold.AddTo(batch);
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

    /// <summary>Commits an append in one round trip, or as part of the caller's open transaction.</summary>
    /// <exception cref="StreamConflictException">A written or guarded stream is at another version.</exception>
    /// <exception cref="ReservationTakenException">A key belongs to another owner.</exception>
    /// <exception cref="UnknownOutcomeException">The connection broke at commit and the outcome cannot be read back.</exception>
    public async Task<Appended> AppendAsync(Append append, NpgsqlConnection? transaction = null, CancellationToken cancel = default)
    {
        if (append.IsEmpty) return new Appended(0, new Dictionary<Guid, long>());
        var rows = EventRows.From(append, Types);
        await using var own = transaction is null ? await Database.OpenConnectionAsync(cancel) : null;
        await using var batch = new NpgsqlBatch(transaction ?? own);
        AddLocks(batch, append);
        AddReservations(batch, append);
        if (rows.Count > 0) rows.AddTo(batch);
        foreach (var view in inlineViews)
            foreach (var e in rows.Events)
                if (view.Handles.Contains(e.Data.GetType())) view.Apply(e, batch);
        foreach (var statement in append.Statements) batch.BatchCommands.Add(statement);
        try
        {
            var position = await ExecuteAsync(batch, cancel);
            var versions = append.Writes.Values.ToDictionary(w => w.Stream, w => w.Expected + w.Facts.Count);
            if (position > 0 && transaction is null) Committed?.Invoke(position);
            return new Appended(position, versions);
        }
        catch (PostgresException e) when (Translate(e, append) is { } known)
        {
            throw known;
        }
        catch (Exception e) when (transaction is null && rows.Count > 0 && e is NpgsqlException { InnerException: not null } or IOException or OperationCanceledException)
        {
            return await ReadBackAsync(append, rows, e);
        }
    }

    /// <summary>Tells the readers of this process that facts were committed in a transaction of the caller's.</summary>
    public void Wake(long position) => Committed?.Invoke(position);

    /// <summary>The highest position below which nothing can appear any more: every number at or below it is committed or dead.</summary>
    /// <remarks>Floor lock: an append publishes a lower bound of the numbers it will draw before it draws one, by a shared advisory lock; locks outlive the commit's
    /// visibility, so what is not locked is settled. Three statements in this order, each with its own snapshot. On the primary only.</remarks>
    public async Task<long> CeilingAsync(CancellationToken cancel = default)
    {
        await using var connection = await Database.OpenConnectionAsync(cancel);
        await using var highest = new NpgsqlCommand("select case when is_called then last_value else 0 end from events.mt_events_sequence", connection);
        var last = (long)(await highest.ExecuteScalarAsync(cancel))!;
        await using var lowest = new NpgsqlCommand(
            """
            select min(((classid::bigint << 32) | objid::bigint) & ((1::bigint << 56) - 1)) from pg_locks
            where locktype = 'advisory' and objsubid = 1 and granted and (classid::bigint >> 24) = 1
              and database = (select oid from pg_database where datname = current_database())
            """, connection);
        return await lowest.ExecuteScalarAsync(cancel) is long floor ? Math.Min(last, floor) : last;
    }

    /// <summary>Reads a page of the whole log in order; pass a ceiling from <see cref="CeilingAsync"/> to follow the log safely. Facts of other types are passed over.</summary>
    public async Task<IReadOnlyList<StoredEvent>> ReadAllAsync(long after, long ceiling, int limit, IReadOnlyCollection<string>? aliases = null, CancellationToken cancel = default)
    {
        await using var command = Database.CreateCommand(
            $"""
             select seq_id, id, version, type, data, timestamp, user_name, correlation_id, causation_id, headers, stream_id from events.mt_events
             where seq_id > $1 and seq_id <= $2 {(aliases is null ? "" : "and type = any($4)")} order by seq_id limit $3
             """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = ceiling });
        command.Parameters.Add(new NpgsqlParameter<int> { TypedValue = limit });
        if (aliases is not null) command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. aliases] });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(cancel)) events.Add(ReadEvent(reader, reader.GetGuid(10)));
        return events;
    }

    private StoredEvent ReadEvent(NpgsqlDataReader reader, Guid stream)
    {
        var type = reader.GetString(3);
        var data = Types.Read(type, reader.GetFieldValue<byte[]>(4));
        var metadata = new EventMetadata(Text(6), Text(7), Text(8), Text(9) is { } headers ? JsonSerializer.Deserialize<Dictionary<string, string>>(headers, EventJson.Options) : null);
        return new StoredEvent(reader.GetInt64(0), reader.GetGuid(1), stream, reader.GetInt64(2), type, data, reader.GetFieldValue<DateTimeOffset>(5), metadata);

        string? Text(int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
    }

    // Streams are locked in id order, written and guarded alike, so that two appends never wait for each other in a circle.
    private static void AddLocks(NpgsqlBatch batch, Append append)
    {
        foreach (var id in append.Writes.Keys.Concat(append.Guards.Keys).Order())
        {
            var command = new NpgsqlBatchCommand();
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
            if (append.Writes.TryGetValue(id, out var write))
            {
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = write.Expected + write.Facts.Count });
                if (write.Expected == 0)
                {
                    command.CommandText = "insert into events.mt_streams (id, version, type, timestamp, created) select $1, $2, $3, now, now from (select events.clock() as now) clock";
                    command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = write.Type });
                }
                else
                {
                    command.CommandText =
                        "with moved as (update events.mt_streams set version = $2, timestamp = events.clock() where id = $1 and version = $3 returning id) select case when exists (select from moved) then 0 else events.conflict($1, $3) end";
                    command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = write.Expected });
                }
            }
            else
            {
                command.CommandText =
                    "select case when coalesce((select version from events.mt_streams where id = $1 for share), 0) = $2 then 0 else events.conflict($1, $2) end";
                command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = append.Guards[id] });
            }
            batch.BatchCommands.Add(command);
        }
    }

    private static void AddReservations(NpgsqlBatch batch, Append append)
    {
        foreach (var r in append.Reservations.OrderBy(r => r.Scope, StringComparer.Ordinal).ThenBy(r => r.Key, StringComparer.Ordinal))
        {
            var command = new NpgsqlBatchCommand(r.Release
                ? "delete from events.reservation where scope = $1 and key = $2 and owner = $3"
                : """
                  with held as (insert into events.reservation (scope, key, owner) values ($1, $2, $3)
                                on conflict (scope, key) do update set owner = reservation.owner returning owner)
                  select case when (select owner from held) = $3 then 0 else events.taken($1) end
                  """);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = r.Scope });
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = r.Key });
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = r.Owner });
            batch.BatchCommands.Add(command);
        }
    }

    private static async Task<long> ExecuteAsync(NpgsqlBatch batch, CancellationToken cancel)
    {
        long position = 0;
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        do
        {
            // Only the insert of facts returns a column of this name; the other results are consumed so that every error surfaces.
            var isFacts = reader.FieldCount == 1 && reader.GetName(0) == EventRows.PositionColumn;
            while (await reader.ReadAsync(cancel))
                if (isFacts) position = Math.Max(position, reader.GetInt64(0));
        }
        while (await reader.NextResultAsync(cancel));
        return position;
    }

    private static Exception? Translate(PostgresException e, Append append) => e switch
    {
        { SqlState: "MT003" } when e.Hint!.Split(' ') is [var stream, var actual] && Guid.Parse(stream) is var id => new StreamConflictException(id, ExpectedOf(append, id), long.Parse(actual, CultureInfo.InvariantCulture)),
        { SqlState: "UI001" } => new ReservationTakenException(e.Hint!),
        { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pkey_mt_streams_id" or "pk_mt_events_stream_and_version" } when append.Writes.Count > 0 =>
            new StreamConflictException(append.Writes.Values.FirstOrDefault(w => w.Expected == 0)?.Stream ?? append.Writes.Keys.First(), 0, null),
        { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } when append.Writes.Count > 0 =>
            new StreamConflictException(append.Writes.Keys.First(), ExpectedOf(append, append.Writes.Keys.First()), null),
        _ => null
    };

    private static long ExpectedOf(Append append, Guid stream) => append.Writes.TryGetValue(stream, out var write) ? write.Expected : append.Guards.GetValueOrDefault(stream);

    // The commit's fate is read from the log itself: the stream's row lock waits for a transaction that is still ending, then our own event id is there or not.
    private async Task<Appended> ReadBackAsync(Append append, EventRows rows, Exception cause)
    {
        for (var attempt = 0; attempt < 5; attempt++)
        {
            try
            {
                await using var connection = await Database.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                var first = rows.Events[0];
                await using var wait = new NpgsqlCommand("select version from events.mt_streams where id = $1 for update", connection, transaction);
                wait.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = first.StreamId });
                await wait.ExecuteScalarAsync();
                await using var find = new NpgsqlCommand("select id = $3 from events.mt_events where stream_id = $1 and version = $2", connection, transaction);
                find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = first.StreamId });
                find.Parameters.Add(new NpgsqlParameter<long> { TypedValue = first.Version });
                find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = first.Id });
                if (await find.ExecuteScalarAsync() is not true) throw new CommitFailedException(cause);
                await using var last = new NpgsqlCommand("select max(seq_id) from events.mt_events where stream_id = $1 and version <= $2", connection, transaction);
                last.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = rows.Events[^1].StreamId });
                last.Parameters.Add(new NpgsqlParameter<long> { TypedValue = rows.Events[^1].Version });
                var position = (long)(await last.ExecuteScalarAsync())!;
                Committed?.Invoke(position);
                return new Appended(position, append.Writes.Values.ToDictionary(w => w.Stream, w => w.Expected + w.Facts.Count));
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(200 << attempt));
            }
        }
        throw new UnknownOutcomeException(cause);
    }
}

/// <summary>The connection broke, and the log shows that nothing was written: the command may be sent again.</summary>
public sealed class CommitFailedException(Exception cause) : Exception("The connection was lost before the commit; nothing was written.", cause);
