using System.Diagnostics.Metrics;
using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Carries out messages when they are due, on any number of nodes. A command runs in the transaction that holds its row (<c>for update skip
/// locked</c>), so the lock is the lease and completion is a delete; an effect outside the database is claimed with a lease and a fence.
/// Failures are retried, then set aside.
/// </summary>
public sealed class Outbox(EventStore store, Dispatcher dispatcher, Handlers handlers, IServiceProvider services, ILogger<Outbox> log)
    : BackgroundService
{
    private const string Values = "values ($1, coalesce($2, events.clock()), $3, $4, $5, $6)";
    private const string Insert = "insert into messaging.outgoing (id, due, type, body, correlation_id, causation_id)";
    private const int EffectsAtOnce = 8;

    private static readonly TimeSpan[] Retries =
    [
        TimeSpan.FromSeconds(1),
        TimeSpan.FromSeconds(5),
        TimeSpan.FromSeconds(30),
        TimeSpan.FromMinutes(5),
        TimeSpan.FromHours(1),
    ];
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Soonest = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private readonly SemaphoreSlim signal = new(0, 1);
    private readonly SemaphoreSlim effects = new(EffectsAtOnce, EffectsAtOnce);
    private readonly Claims claims = new(store.Database, log);
    private OutboxHealth counted = new(default, 0, 0, 0);
    private DateTimeOffset countedAt;
    private DateTimeOffset cleanedAt;

    /// <summary>When the loop last went round, by this process's clock.</summary>
    public DateTimeOffset Heartbeat { get; private set; }

    /// <summary>The statement that puts a message into the outbox.</summary>
    public static NpgsqlBatchCommand Row(Guid id, object message, DateTimeOffset? due, string? correlation, string? causation) =>
        Row($"{Insert} {Values} on conflict (id) do nothing", id, message, due, correlation, causation);

    /// <summary>The same for a message whose id says what caused it: not again while it is remembered that it had its effect.</summary>
    internal static NpgsqlBatchCommand RowOnce(Guid id, object message, DateTimeOffset? due, string? correlation, string? causation) =>
        Row(
            $"{Insert} select m.* from ({Values}) as m where not exists (select from messaging.handled where message = $1) on conflict (id) do nothing",
            id,
            message,
            due,
            correlation,
            causation
        );

    private static NpgsqlBatchCommand Row(string sql, Guid id, object message, DateTimeOffset? due, string? correlation, string? causation)
    {
        var row = new NpgsqlBatchCommand(sql);
        row.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        row.Parameters.Add(
            new NpgsqlParameter { Value = (object?)due?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz }
        );
        row.Parameters.Add(new NpgsqlParameter<string> { TypedValue = EventTypes.SnakeCase(message.GetType().Name) });
        row.Parameters.Add(
            new NpgsqlParameter<byte[]>
            {
                TypedValue = JsonSerializer.SerializeToUtf8Bytes(message, message.GetType(), EventJson.Options),
                NpgsqlDbType = NpgsqlDbType.Jsonb,
            }
        );
        row.Parameters.Add(new NpgsqlParameter { Value = (object?)correlation ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        row.Parameters.Add(new NpgsqlParameter { Value = (object?)causation ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        return row;
    }

    /// <summary>How many messages wait, how many of them are overdue, and how many were set aside.</summary>
    public async Task<OutboxHealth> HealthAsync(CancellationToken cancel = default)
    {
        await using var command = store.Database.CreateCommand(
            """
            with clock as (select events.clock() as now)
            select count(*), count(*) filter (where due < now - interval '10 seconds'), (select count(*) from messaging.dead_letter)
            from messaging.outgoing, clock
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new OutboxHealth(Heartbeat, reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        store.Committed += Wake;
        using var meter = Measure();
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var wait = Second;
                try
                {
                    Heartbeat = TimeProvider.System.GetUtcNow();
                    while (await RunOneAsync(waitForEffect: false, stoppingToken)) { }
                    await LookAfterAsync(stoppingToken);
                    wait = await UntilNextAsync(stoppingToken);
                }
                catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
                {
                    break;
                }
                catch (Exception e)
                {
                    log.LogWarning("The outbox failed ({Kind}) and will try again.", e.GetType().Name);
                }
                await signal.WaitAsync(wait, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
            // What is on its way outside the database is let finish; what is not claimed stays for others.
            for (var i = 0; i < EffectsAtOnce; i++)
                await effects.WaitAsync(TimeSpan.FromSeconds(10), CancellationToken.None);
        }
        finally
        {
            store.Committed -= Wake;
        }
    }

    /// <summary>Carries out everything that is due now; how many messages that were.</summary>
    public async Task<int> RunDueAsync(CancellationToken cancel = default)
    {
        var done = 0;
        while (await RunOneAsync(waitForEffect: true, cancel))
            done++;
        return done;
    }

    private async Task<bool> RunOneAsync(bool waitForEffect, CancellationToken cancel)
    {
        // An effect is taken up only where there is room to run it at once.
        using var room = new Room(effects);
        await using var connection = await store.Database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await TakeAsync(room.Taken ? handlers.Names : handlers.CommandNames, connection, cancel) is not { } taken)
            return false;
        try
        {
            var message = JsonSerializer.Deserialize(taken.Body, handlers.MessageType(taken.Type), EventJson.Options)!;
            if (handlers.IsEffect(message.GetType()))
            {
                // While the row is still locked: otherwise its last holder could finish between the two, and it would be done again.
                var claimed = await claims.TakeAsync(taken.Id, connection, cancel);
                await transaction.CommitAsync(cancel);
                if (claimed is not { } fence)
                    return true;
                var running = RunEffectAsync(taken, message, fence, room.Move(), cancel);
                if (waitForEffect)
                    await running;
                return true;
            }
            var context = new CommandContext(
                Actor.System,
                CorrelationId: taken.Correlation,
                CausationId: taken.Causation ?? taken.Id.ToString()
            );
            switch (await dispatcher.SendWithinAsync((ICommand)message, context, connection, [Delete(taken.Id), Handled(taken.Id)], cancel))
            {
                case Outcome.Done:
                    return true;
                case Outcome.Refused refused:
                    // What a rule refuses today it refuses tomorrow: set aside at once, for a person to look at. (One that was stored as a
                    // fact is done with.)
                    await transaction.RollbackAsync(cancel);
                    await DieAsync(taken, string.Join(", ", refused.Refusals.Select(r => r.Code)), cancel);
                    return true;
                case var other:
                    throw new InvalidOperationException(other.GetType().Name);
            }
        }
        catch (ReservationTakenException e)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            await DieAsync(taken, Dispatcher.Taken(e.Scope).Code, cancel);
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            await connection.CloseAsync();
            await RetryAsync(taken, e, cancel);
            return true;
        }
    }

    private sealed record Taken(Guid Id, int Attempt, string Type, byte[] Body, string? Correlation, string? Causation);

    // Messages of a name not known here are a newer node's.
    private static async Task<Taken?> TakeAsync(string[] names, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select id, attempt, type, body, correlation_id, causation_id from messaging.outgoing o
            where due <= (select events.clock()) and type = any($1)
            and not exists (select from messaging.claim c where c.message = o.id and c.until > clock_timestamp())
            order by due, id limit 1 for update skip locked
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new Taken(
                reader.GetGuid(0),
                reader.GetInt32(1),
                reader.GetString(2),
                reader.GetFieldValue<byte[]>(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetString(5)
            )
            : null;
    }

    // A few at a time beside the loop: a mail server that hangs must not hold up what is due.
    private async Task RunEffectAsync(Taken taken, object message, long fence, Room room, CancellationToken cancel)
    {
        using var held = room;
        try
        {
            await using var heartbeat = claims.KeepAlive(taken.Id, fence);
            var method = handlers.EffectOf(message.GetType());
            var arguments = method
                .GetParameters()
                .Select(p =>
                    p.ParameterType == message.GetType() ? message
                    : p.ParameterType == typeof(CancellationToken) ? cancel
                    : services.GetService(p.ParameterType)
                        ?? throw new InvalidOperationException(
                            $"{method.DeclaringType!.Name}.Run asks for {p.ParameterType.Name}, which is not there."
                        )
                )
                .ToArray();
            if (method.Invoke(null, arguments) is Task running)
                await running;
            await claims.FinishAsync(taken.Id, fence, Handled(taken.Id), cancel);
        }
        catch (Exception e) when (!cancel.IsCancellationRequested)
        {
            await RetryAsync(taken, e is System.Reflection.TargetInvocationException { InnerException: { } inner } ? inner : e, cancel);
        }
        catch (OperationCanceledException)
        {
            // Stopping: the claim runs out and another node takes the message up.
        }
        finally
        {
            Wake(0);
        }
    }

    /// <summary>One of the places for effects, if one is free.</summary>
    private sealed class Room(SemaphoreSlim places, bool? taken = null) : IDisposable
    {
        public bool Taken { get; private set; } = taken ?? places.Wait(0);

        public Room Move()
        {
            var to = new Room(places, Taken);
            Taken = false;
            return to;
        }

        public void Dispose()
        {
            if (Taken)
                places.Release();
            Taken = false;
        }
    }

    private async Task RetryAsync(Taken taken, Exception error, CancellationToken cancel)
    {
        // A conflict is nobody's fault: soon again, without counting.
        var conflict = error is StreamConflictException or CommitFailedException;
        if (!conflict && taken.Attempt > Retries.Length)
        {
            await DieAsync(taken, error.GetType().Name, cancel);
            return;
        }
        var delay = conflict
            ? TimeSpan.FromMilliseconds(Random.Shared.Next(5, 50))
            : Retries[taken.Attempt - 1] * (0.8 + 0.4 * Random.Shared.NextDouble());
        if (!conflict)
            log.LogWarning(
                "Message {Message} of type {Type} failed ({Kind}) at attempt {Attempt}.",
                taken.Id,
                taken.Type,
                error.GetType().Name,
                taken.Attempt
            );
        await using var batch = store.Database.CreateBatch();
        var again = new NpgsqlBatchCommand(
            "update messaging.outgoing set due = events.clock() + $2, attempt = attempt + $4 where id = $1 and attempt = $3"
        );
        again.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = taken.Id });
        again.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = delay });
        again.Parameters.Add(new NpgsqlParameter<int> { TypedValue = taken.Attempt });
        again.Parameters.Add(new NpgsqlParameter<int> { TypedValue = conflict ? 0 : 1 });
        batch.BatchCommands.Add(again);
        batch.BatchCommands.Add(ForMessage("delete from messaging.claim where message = $1", taken.Id));
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private async Task DieAsync(Taken taken, string error, CancellationToken cancel)
    {
        log.LogError(
            "Message {Message} of type {Type} was set aside after {Attempts} attempts ({Error}).",
            taken.Id,
            taken.Type,
            taken.Attempt,
            error
        );
        await using var batch = store.Database.CreateBatch();
        var die = ForMessage(
            """
            with gone as (delete from messaging.outgoing where id = $1 returning *)
            insert into messaging.dead_letter (id, died, attempts, type, body, error, correlation_id, causation_id)
            select id, events.clock(), attempt, type, body, $2, correlation_id, causation_id from gone
            on conflict (id) do update set died = excluded.died, attempts = excluded.attempts, error = excluded.error
            """,
            taken.Id
        );
        die.Parameters.Add(new NpgsqlParameter<string> { TypedValue = error });
        batch.BatchCommands.Add(die);
        batch.BatchCommands.Add(ForMessage("delete from messaging.claim where message = $1", taken.Id));
        await batch.ExecuteNonQueryAsync(cancel);
    }

    /// <summary>
    /// How long the loop may sleep: until the next message is due, and no longer than a second, in which another node may have scheduled
    /// one.
    /// </summary>
    internal async Task<TimeSpan> UntilNextAsync(CancellationToken cancel)
    {
        await using var command = store.Database.CreateCommand(
            """
            select due - events.clock() from messaging.outgoing o
            where type = any($1) and not exists (select from messaging.claim c where c.message = o.id and c.until > clock_timestamp())
            order by due limit 1
            """
        );
        command.Parameters.Add(
            new NpgsqlParameter<string[]> { TypedValue = effects.CurrentCount > 0 ? handlers.Names : handlers.CommandNames }
        );
        return await command.ExecuteScalarAsync(cancel) is TimeSpan next && next < Second ? (next > Soonest ? next : Soonest) : Second;
    }

    // Every ten seconds the counts for the metrics; every hour what is older than thirty days goes, a little at a time.
    private async Task LookAfterAsync(CancellationToken cancel)
    {
        if (Heartbeat - countedAt > 10 * Second)
            (counted, countedAt) = (await HealthAsync(cancel), Heartbeat);
        if (Heartbeat - cleanedAt < TimeSpan.FromHours(1))
            return;
        cleanedAt = Heartbeat;
        await ForgetAsync(Kept, cancel);
    }

    /// <summary>Forgets what was handled, and which keys were used, longer ago than that; how many rows went.</summary>
    public async Task<int> ForgetAsync(TimeSpan olderThan, CancellationToken cancel = default)
    {
        var gone = 0;
        foreach (var (table, key) in new[] { ("handled", "message"), ("idempotency", "key") })
        {
            int some;
            do
            {
                await using var delete = store.Database.CreateCommand(
                    $"""
                    delete from messaging.{table}
                    where {key} in (select {key} from messaging.{table} where at < events.clock() - $1 order by at limit 1000)
                    """
                );
                delete.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = olderThan });
                some = await delete.ExecuteNonQueryAsync(cancel);
                gone += some;
            } while (some == 1000);
        }
        return gone;
    }

    private Meter Measure()
    {
        var made = new Meter("UseIt.Messaging");
        made.CreateObservableGauge("useit.outbox.depth", () => counted.Waiting);
        made.CreateObservableGauge("useit.outbox.overdue", () => counted.Overdue);
        made.CreateObservableGauge("useit.outbox.dead_letters", () => counted.DeadLetters);
        made.CreateObservableGauge("useit.outbox.heartbeat_age", () => (TimeProvider.System.GetUtcNow() - Heartbeat).TotalSeconds, "s");
        return made;
    }

    private static NpgsqlBatchCommand Delete(Guid id) => ForMessage("delete from messaging.outgoing where id = $1", id);

    private static NpgsqlBatchCommand Handled(Guid id) =>
        ForMessage("insert into messaging.handled (message, at) values ($1, events.clock()) on conflict do nothing", id);

    internal static NpgsqlBatchCommand ForMessage(string sql, Guid id)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return command;
    }

    private void Wake(long position)
    {
        try
        {
            if (signal.CurrentCount == 0)
                signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Someone else woke it first.
        }
    }
}

/// <summary>How the outbox stands.</summary>
/// <param name="Heartbeat">When this node's loop last went round.</param>
/// <param name="Waiting">Messages waiting, scheduled ones included.</param>
/// <param name="Overdue">Messages due for more than ten seconds.</param>
/// <param name="DeadLetters">Messages set aside for a person to look at.</param>
public sealed record OutboxHealth(DateTimeOffset Heartbeat, long Waiting, long Overdue, long DeadLetters)
{
    /// <summary>Whether a person should look.</summary>
    public bool Degraded => DeadLetters > 0 || Overdue > 0;
}
