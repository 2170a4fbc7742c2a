using System.Diagnostics.Metrics;
using Npgsql;

namespace UseIt.Marketplace.Operations;

/// <summary>
/// Counts what waits to be carried out, and forgets what was handled long ago: which messages had their effect, and which keys were used.
/// </summary>
public sealed class MessageWatch(NpgsqlDataSource database, ILogger<MessageWatch> log) : BackgroundService
{
    public const string MeterName = "UseIt.Marketplace.Messages";

    private static readonly TimeSpan Period = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Kept = TimeSpan.FromDays(30);

    private Counts counted = new(0, 0, 0);

    /// <summary>When it last looked, by this process's clock; a heartbeat for health checks.</summary>
    public DateTimeOffset Heartbeat { get; private set; }

    /// <summary>Messages that wait (scheduled ones included), those due for more than ten seconds, and those set aside.</summary>
    public sealed record Counts(long Waiting, long Overdue, long DeadLetters);

    public static async Task<Counts> CountAsync(NpgsqlDataSource database, CancellationToken cancel)
    {
        await using var command = database.CreateCommand(
            """
            select count(*) filter (where status <> 'Handled'),
                   count(*) filter (where status = 'Incoming' and "timestamp" < now() - interval '10 seconds'
                                    or status = 'Scheduled' and execution_time < now() - interval '10 seconds'),
                   (select count(*) from wolverine.wolverine_dead_letters where not replayable)
            from wolverine.wolverine_incoming_envelopes
            """
        );
        await using var reader = await command.ExecuteReaderAsync(cancel);
        await reader.ReadAsync(cancel);
        return new Counts(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2));
    }

    /// <summary>
    /// Forgets what was handled, and which keys were used, longer ago than that, a little at a time; how many rows went. While the clock is
    /// bent nothing goes: a story that was interrupted goes on by its keys.
    /// </summary>
    public static async Task<int> ForgetAsync(NpgsqlDataSource database, TimeSpan olderThan, CancellationToken cancel = default)
    {
        var gone = 0;
        foreach (var (table, key) in new[] { ("handled", "message"), ("idempotency", "key") })
        {
            int some;
            do
            {
                await using var delete = database.CreateCommand(
                    $"""
                    delete from messaging.{table}
                    where {key} in (select {key} from messaging.{table} where at < events.clock() - $1 order by at limit 1000)
                    and (select clock_offset = interval '0' from events.mark)
                    """
                );
                delete.Parameters.Add(new NpgsqlParameter<TimeSpan> { TypedValue = olderThan });
                some = await delete.ExecuteNonQueryAsync(cancel);
                gone += some;
            } while (some == 1000);
        }
        return gone;
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var meter = Measure();
        using var timer = new PeriodicTimer(Period);
        DateTimeOffset cleanedAt = default;
        do
        {
            try
            {
                Heartbeat = TimeProvider.System.GetUtcNow();
                counted = await CountAsync(database, stoppingToken);
                if (Heartbeat - cleanedAt < TimeSpan.FromHours(1))
                    continue;
                await ForgetAsync(database, Kept, stoppingToken);
                cleanedAt = Heartbeat;
            }
            catch (Exception e) when (e is NpgsqlException or TimeoutException)
            {
                log.LogWarning("Waiting messages could not be counted ({Kind}).", e.GetType().Name);
            }
        } while (await Engine.Ticking.TicksAsync(timer, stoppingToken));
    }

    private Meter Measure()
    {
        var meter = new Meter(MeterName);
        meter.CreateObservableGauge("useit.messages.waiting", () => counted.Waiting);
        meter.CreateObservableGauge("useit.messages.overdue", () => counted.Overdue);
        meter.CreateObservableGauge("useit.messages.dead_letters", () => counted.DeadLetters);
        meter.CreateObservableGauge("useit.messages.heartbeat_age", () => (TimeProvider.System.GetUtcNow() - Heartbeat).TotalSeconds, "s");
        return meter;
    }
}
