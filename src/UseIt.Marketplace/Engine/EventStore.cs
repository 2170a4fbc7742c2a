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

    /// <summary>Raised in this process after each commit that wrote facts, with its last position.</summary>
    public event Action<long>? Committed;

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
        var fold = Fold.Of<T>(stream);
        await using var connection = await Database.OpenConnectionAsync(cancel);
        await FetchAsync([fold], connection, [], cancel);
        return (Stream<T>)fold.Result;
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

    /// <summary>Reads several streams and the store's clock in one round trip, on the given connection or one of the pool.</summary>
    public async Task<(DateTimeOffset Now, IReadOnlyList<object> Streams)> FetchAsync(
        IReadOnlyList<Fold> folds,
        NpgsqlConnection? connection,
        CancellationToken cancel
    )
    {
        await using var own = connection is null ? await Database.OpenConnectionAsync(cancel) : null;
        DateTimeOffset now = default;
        await FetchAsync(folds, connection ?? own!, [Clock(found => now = found)], cancel);
        return (now, [.. folds.Select(f => f.Result)]);
    }

    /// <summary>A question asked in the round trip that reads the streams; <c>false</c> from its answer ends the reading.</summary>
    internal sealed record Question(NpgsqlBatchCommand Command, Func<NpgsqlDataReader, CancellationToken, ValueTask<bool>> Answer);

    internal static Question Clock(Action<DateTimeOffset> found) =>
        new(
            new NpgsqlBatchCommand("select events.clock()"),
            async (reader, cancel) =>
            {
                await reader.ReadAsync(cancel);
                found(reader.GetFieldValue<DateTimeOffset>(0));
                return true;
            }
        );

    /// <summary>Reads streams after some questions, in one round trip; false when an answer made the streams superfluous.</summary>
    internal async Task<bool> FetchAsync(
        IReadOnlyList<Fold> folds,
        NpgsqlConnection connection,
        IReadOnlyList<Question> questions,
        CancellationToken cancel
    )
    {
        if (folds.Count + questions.Count == 0)
            return true;
        await using var batch = new NpgsqlBatch(connection);
        foreach (var question in questions)
            batch.BatchCommands.Add(question.Command);
        foreach (var fold in folds)
            fold.AddTo(batch);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        foreach (var question in questions)
        {
            if (!await question.Answer(reader, cancel))
                return false;
            await reader.NextResultAsync(cancel);
        }
        foreach (var fold in folds)
        {
            await fold.ReadAsync(reader, Types, cancel);
            await reader.NextResultAsync(cancel);
        }
        return true;
    }

    /// <summary>Commits an append in one round trip, or as part of the caller's open transaction.</summary>
    /// <exception cref="StreamConflictException">A written or guarded stream is at another version.</exception>
    /// <exception cref="ReservationTakenException">A key belongs to another owner.</exception>
    /// <exception cref="CommitFailedException">The connection broke and nothing was written.</exception>
    /// <exception cref="UnknownOutcomeException">The connection broke at commit and the outcome cannot be read back.</exception>
    public async Task<Appended> AppendAsync(Append append, NpgsqlConnection? transaction = null, CancellationToken cancel = default)
    {
        if (transaction is not null)
            return await AppendAsync(append, transaction, Ending.Open, cancel);
        if (append.IsEmpty)
            return append.Result(0);
        await using var connection = await Database.OpenConnectionAsync(cancel);
        return await AppendAsync(append, connection, Ending.Implicit, cancel);
    }

    /// <summary>
    /// How an append ends: with the transaction still open, with its commit in the same round trip, or as a transaction of its own.
    /// </summary>
    internal enum Ending
    {
        Open,
        Commit,
        Implicit,
    }

    internal async Task<Appended> AppendAsync(Append append, NpgsqlConnection connection, Ending ending, CancellationToken cancel)
    {
        await using var batch = new NpgsqlBatch(connection);
        StreamLocks.AddTo(batch, append);
        AddReservations(batch, append);
        var rows = EventRows.From(append, Types);
        if (rows.Count > 0)
            rows.AddTo(batch);
        foreach (var view in inlineViews)
        foreach (var e in rows.Events)
            if (view.Handles.Contains(e.Data.GetType()))
                view.Apply(e, batch);
        foreach (var statement in append.Statements)
            batch.BatchCommands.Add(statement);
        StreamLocks.AddReleasesTo(batch, append);
        if (ending == Ending.Commit)
            batch.BatchCommands.Add(new NpgsqlBatchCommand("commit"));
        if (batch.BatchCommands.Count == 0)
            return append.Result(0);
        var backend = connection.ProcessID;
        try
        {
            var position = await ExecuteAsync(batch, cancel);
            if (position > 0 && ending != Ending.Open)
                Committed?.Invoke(position);
            return append.Result(position);
        }
        catch (PostgresException e) when (Translate(e, append) is { } known)
        {
            throw known;
        }
        catch (Exception e) when (ending != Ending.Open && MayHaveCommitted(e))
        {
            return await SettleAsync(append, rows, connection, backend, e);
        }
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

    /// <summary>Tells the readers of this process that facts were committed in a transaction of the caller's.</summary>
    public void Wake(long position) => Committed?.Invoke(position);

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

    private static void AddReservations(NpgsqlBatch batch, Append append)
    {
        foreach (var r in append.Reservations.OrderBy(r => r.Scope, StringComparer.Ordinal).ThenBy(r => r.Key, StringComparer.Ordinal))
        {
            var command = new NpgsqlBatchCommand(
                r.Release
                    ? "delete from events.reservation where scope = $1 and key = $2 and owner = $3"
                    : """
                    with held as (insert into events.reservation (scope, key, owner) values ($1, $2, $3)
                                  on conflict (scope, key) do update set owner = reservation.owner returning owner)
                    select case when (select owner from held) = $3 then 0 else events.taken($1) end
                    """
            );
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
                if (isFacts)
                    position = Math.Max(position, reader.GetInt64(0));
        } while (await reader.NextResultAsync(cancel));
        return position;
    }

    private static Exception? Translate(PostgresException e, Append append) =>
        e switch
        {
            { SqlState: "MT003", Hint: { } at } when at.Split(' ') is [var stream, var version] => new StreamConflictException(
                Guid.Parse(stream),
                append.ExpectedOf(Guid.Parse(stream)),
                long.Parse(version, CultureInfo.InvariantCulture)
            ),
            { SqlState: "UI001" } => new ReservationTakenException(e.Hint!),
            { SqlState: PostgresErrorCodes.UniqueViolation, ConstraintName: "pkey_mt_streams_id" or "pk_mt_events_stream_and_version" }
                when append.Writes.Count > 0 => new StreamConflictException(
                (append.Writes.FirstOrDefault(w => w.Expected == 0) ?? append.Writes[0]).Stream,
                0,
                null
            ),
            { SqlState: PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure } when append.Writes.Count > 0 =>
                new StreamConflictException(append.Writes[0].Stream, append.Writes[0].Expected, null),
            _ => null,
        };

    // A lost connection, a cancelled wait, a server told to go away: each may come before or after the commit took effect.
    private static bool MayHaveCommitted(Exception e) =>
        e switch
        {
            PostgresException p => p.SqlState.StartsWith("57P0", StringComparison.Ordinal),
            NpgsqlException => e.InnerException is not null,
            _ => e is IOException or OperationCanceledException,
        };

    // First the session that had the batch must be over: until then its commit may still come. Then our own fact is in the log or it is
    // not.
    private async Task<Appended> SettleAsync(Append append, EventRows rows, NpgsqlConnection lost, int backend, Exception cause)
    {
        if (rows.Count == 0)
            throw new UnknownOutcomeException(cause);
        var broken =
            lost.FullState.HasFlag(System.Data.ConnectionState.Broken) || !lost.FullState.HasFlag(System.Data.ConnectionState.Open);
        for (var attempt = 0; attempt < 8; attempt++)
        {
            try
            {
                await using var connection = await Database.OpenConnectionAsync();
                await using var transaction = await connection.BeginTransactionAsync();
                if (broken)
                {
                    await using var end = new NpgsqlCommand(
                        "select pg_terminate_backend(pid, 5000) from pg_stat_activity where pid = $1 and pid <> pg_backend_pid()",
                        connection,
                        transaction
                    );
                    end.Parameters.Add(new NpgsqlParameter<int> { TypedValue = backend });
                    if (await end.ExecuteScalarAsync() is false)
                        continue;
                }
                var (first, last) = (rows.Events[0], rows.Events[^1]);
                await StreamLocks.WaitAsync(first.StreamId, connection);
                await using var find = new NpgsqlCommand(
                    """
                    select (select id from events.mt_events where stream_id = $1 and version = $2),
                           (select seq_id from events.mt_events where stream_id = $3 and version = $4)
                    """,
                    connection,
                    transaction
                );
                find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = first.StreamId });
                find.Parameters.Add(new NpgsqlParameter<long> { TypedValue = first.Version });
                find.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = last.StreamId });
                find.Parameters.Add(new NpgsqlParameter<long> { TypedValue = last.Version });
                await using var reader = await find.ExecuteReaderAsync();
                await reader.ReadAsync();
                if (await reader.IsDBNullAsync(0) || reader.GetGuid(0) != first.Id)
                    throw new CommitFailedException(cause);
                var position = reader.GetInt64(1);
                Committed?.Invoke(position);
                return append.Result(position);
            }
            catch (Exception e) when (e is NpgsqlException or IOException)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100 << Math.Min(attempt, 5)));
            }
        }
        throw new UnknownOutcomeException(cause);
    }
}
