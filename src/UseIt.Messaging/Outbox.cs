using System.Text.Json;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using NpgsqlTypes;
using UseIt.EventStore;

namespace UseIt.Messaging;

/// <summary>
/// Carries out messages when they are due, on any number of nodes. A command runs in the transaction that holds its row (<c>for update skip locked</c>), so the
/// lock is the lease and completion is a delete; an effect outside the database is claimed with a lease and a fence. Failures are retried, then set aside.
/// </summary>
public sealed class Outbox(EventStore.EventStore store, Dispatcher dispatcher, Handlers handlers, IServiceProvider services, ILogger<Outbox> log) : BackgroundService
{
    private static readonly TimeSpan[] Retries = [TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromHours(1)];
    private readonly Guid node = Guid.NewGuid();
    private readonly SemaphoreSlim signal = new(0, 1);

    /// <summary>When the loop last went round, by this process's clock.</summary>
    public DateTimeOffset Heartbeat { get; private set; }

    /// <summary>The statement that puts a message into the outbox.</summary>
    public static NpgsqlBatchCommand Row(Guid id, object message, DateTimeOffset? due, string? correlation, string? causation)
    {
        var row = new NpgsqlBatchCommand(
            "insert into messaging.outgoing (id, due, type, body, correlation_id, causation_id) values ($1, coalesce($2, events.clock()), $3, $4, $5, $6) on conflict (id) do nothing");
        row.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        row.Parameters.Add(new NpgsqlParameter { Value = (object?)due?.ToUniversalTime() ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.TimestampTz });
        row.Parameters.Add(new NpgsqlParameter<string> { TypedValue = EventTypes.SnakeCase(message.GetType().Name) });
        row.Parameters.Add(new NpgsqlParameter<string> { TypedValue = JsonSerializer.Serialize(message, message.GetType(), EventJson.Options), NpgsqlDbType = NpgsqlDbType.Jsonb });
        row.Parameters.Add(new NpgsqlParameter { Value = (object?)correlation ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        row.Parameters.Add(new NpgsqlParameter { Value = (object?)causation ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Varchar });
        return row;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        store.Committed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var wait = TimeSpan.FromSeconds(1);
                try
                {
                    Heartbeat = TimeProvider.System.GetUtcNow();
                    await RunDueAsync(stoppingToken);
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
        while (await RunOneAsync(cancel)) done++;
        return done;
    }

    private async Task<bool> RunOneAsync(CancellationToken cancel)
    {
        await using var connection = await store.Database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        if (await TakeAsync(connection, cancel) is not { } taken) return false;
        var message = JsonSerializer.Deserialize(taken.Body, handlers.MessageType(taken.Type), EventJson.Options)!;
        try
        {
            if (handlers.IsEffect(message.GetType()))
            {
                await transaction.RollbackAsync(cancel);
                await RunEffectAsync(taken, message, cancel);
                return true;
            }
            var context = new CommandContext(Actor.System, CorrelationId: taken.Correlation, CausationId: taken.Causation ?? taken.Id.ToString());
            var outcome = await dispatcher.SendWithinAsync((ICommand)message, context, connection, [Delete(taken.Id), Handled(taken.Id)], cancel);
            switch (outcome)
            {
                case Outcome.Done done:
                    await transaction.CommitAsync(cancel);
                    store.Wake(done.Position);
                    return true;
                case Outcome.Refused refused:
                    // What a rule refuses today it refuses tomorrow: set aside at once, for a person to look at.
                    await transaction.RollbackAsync(cancel);
                    await DieAsync(taken, string.Join(", ", refused.Refusals.Select(r => r.Code)), cancel);
                    return true;
                default:
                    throw new InvalidOperationException(outcome.GetType().Name);
            }
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (connection.FullState.HasFlag(System.Data.ConnectionState.Open)) await transaction.RollbackAsync(CancellationToken.None);
            await RetryAsync(taken, e, cancel);
            return true;
        }
    }

    private sealed record Taken(Guid Id, int Attempt, string Type, string Body, string? Correlation, string? Causation);

    private static async Task<Taken?> TakeAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var command = new NpgsqlCommand(
            """
            select id, attempt, type, body, correlation_id, causation_id from messaging.outgoing o
            where due <= (select events.clock()) and not exists (select from messaging.claim c where c.message = o.id and c.until > clock_timestamp())
            order by due, id limit 1 for update skip locked
            """, connection);
        await using var reader = await command.ExecuteReaderAsync(cancel);
        return await reader.ReadAsync(cancel)
            ? new Taken(reader.GetGuid(0), reader.GetInt32(1), reader.GetString(2), reader.GetString(3), reader.IsDBNull(4) ? null : reader.GetString(4), reader.IsDBNull(5) ? null : reader.GetString(5))
            : null;
    }

    private async Task RunEffectAsync(Taken taken, object message, CancellationToken cancel)
    {
        await using var claim = store.Database.CreateCommand(
            """
            insert into messaging.claim (message, owner, fence, until) values ($1, $2, 1, clock_timestamp() + interval '60 seconds')
            on conflict (message) do update set owner = excluded.owner, fence = claim.fence + 1, until = excluded.until where claim.until < clock_timestamp() returning fence
            """);
        claim.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = taken.Id });
        claim.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = node });
        if (await claim.ExecuteScalarAsync(cancel) is not long fence) return;
        await using var scope = new Timer(_ => _ = ExtendAsync(taken.Id, fence), null, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(10));
        var method = handlers.EffectOf(message.GetType());
        var arguments = method.GetParameters().Select(p => p.ParameterType == message.GetType() ? message : p.ParameterType == typeof(CancellationToken) ? cancel
            : services.GetService(p.ParameterType) ?? throw new InvalidOperationException($"{method.DeclaringType!.Name}.Run asks for {p.ParameterType.Name}, which is not there.")).ToArray();
        if (method.Invoke(null, arguments) is Task running) await running;
        await using var finish = store.Database.CreateBatch();
        finish.BatchCommands.Add(Delete(taken.Id));
        finish.BatchCommands.Add(Handled(taken.Id));
        finish.BatchCommands.Add(ForMessage("delete from messaging.claim where message = $1", taken.Id));
        await finish.ExecuteNonQueryAsync(cancel);
    }

    private async Task ExtendAsync(Guid message, long fence)
    {
        try
        {
            await using var command = store.Database.CreateCommand("update messaging.claim set until = clock_timestamp() + interval '60 seconds' where message = $1 and fence = $2");
            command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = message });
            command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = fence });
            await command.ExecuteNonQueryAsync();
        }
        catch (NpgsqlException e)
        {
            log.LogWarning("The claim of message {Message} could not be extended ({Kind}).", message, e.GetType().Name);
        }
    }

    private async Task RetryAsync(Taken taken, Exception error, CancellationToken cancel)
    {
        // A conflict is nobody's fault: soon again, without counting.
        var conflict = error is StreamConflictException;
        if (!conflict && taken.Attempt > Retries.Length)
        {
            await DieAsync(taken, error.GetType().Name, cancel);
            return;
        }
        var delay = conflict ? TimeSpan.FromMilliseconds(Random.Shared.Next(5, 50)) : Retries[taken.Attempt - 1] * (0.8 + 0.4 * Random.Shared.NextDouble());
        log.LogWarning("Message {Message} of type {Type} failed ({Kind}) at attempt {Attempt}.", taken.Id, taken.Type, error.GetType().Name, taken.Attempt);
        await using var batch = store.Database.CreateBatch();
        var again = new NpgsqlBatchCommand("update messaging.outgoing set due = events.clock() + $2, attempt = attempt + $4 where id = $1 and attempt = $3");
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
        log.LogError("Message {Message} of type {Type} was set aside after {Attempts} attempts ({Error}).", taken.Id, taken.Type, taken.Attempt, error);
        await using var command = store.Database.CreateCommand(
            """
            with gone as (delete from messaging.outgoing where id = $1 returning *)
            insert into messaging.dead_letter (id, died, attempts, type, body, error, correlation_id, causation_id)
            select id, events.clock(), attempt, type, body, $2, correlation_id, causation_id from gone
            """);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = taken.Id });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = error });
        await command.ExecuteNonQueryAsync(cancel);
    }

    private async Task<TimeSpan> UntilNextAsync(CancellationToken cancel)
    {
        await using var command = store.Database.CreateCommand("select min(due) - events.clock() from messaging.outgoing");
        var second = TimeSpan.FromSeconds(1);
        return await command.ExecuteScalarAsync(cancel) is TimeSpan next && next < second ? (next > TimeSpan.FromMilliseconds(5) ? next : TimeSpan.FromMilliseconds(5)) : second;
    }

    private static NpgsqlBatchCommand Delete(Guid id) => ForMessage("delete from messaging.outgoing where id = $1", id);
    private static NpgsqlBatchCommand Handled(Guid id) => ForMessage("insert into messaging.handled (message, at) values ($1, events.clock()) on conflict do nothing", id);

    private static NpgsqlBatchCommand ForMessage(string sql, Guid id)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return command;
    }

    private void Wake(long position)
    {
        try
        {
            if (signal.CurrentCount == 0) signal.Release();
        }
        catch (SemaphoreFullException)
        {
            // Someone else woke it first.
        }
    }
}
