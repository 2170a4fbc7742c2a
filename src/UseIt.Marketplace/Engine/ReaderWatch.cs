using System.Diagnostics.Metrics;
using JasperFx;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using IProjectionCoordinator = Marten.Events.Daemon.Coordination.IProjectionCoordinator;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Looks after the readers of the log that this node runs: pauses one at the fact it cannot take, until a person has decided; lets it go on
/// when a person has; starts again what stands still for another reason, a few times. Also says which tables are in use.
/// </summary>
public sealed class ReaderWatch(
    IProjectionCoordinator coordinator,
    IDocumentStore store,
    NpgsqlDataSource database,
    EventTypes types,
    LogReaders readers,
    ViewTables tables,
    IHostApplicationLifetime lifetime,
    ILogger<ReaderWatch> log
) : BackgroundService
{
    private const int Restarts = 3;
    private const int PageSize = 2000;
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly HashSet<string> paused = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (long Position, int Count)> restarts = new(StringComparer.Ordinal);
    private ReadersHealth? health;
    private long beat = TimeProvider.System.GetTimestamp();

    /// <summary>How long ago the watch last went round: a heartbeat for health checks.</summary>
    public TimeSpan Silence => TimeProvider.System.GetElapsedTime(Interlocked.Read(ref beat));

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var meter = Measure();
        // Until everything has started nobody can say which readers are this node's.
        var started = new TaskCompletionSource();
        await using (lifetime.ApplicationStarted.Register(started.SetResult))
            await started.Task.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Second);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await LookAsync(stoppingToken);
                await tables.MarkAsync(stoppingToken);
                Interlocked.Exchange(ref beat, TimeProvider.System.GetTimestamp());
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Nothing ends this loop: a broken database comes back.
                log.LogWarning("The watch over the readers of the log failed ({Kind}) and will try again.", e.GetType().Name);
            }
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        health = await readers.HealthAsync(cancel);
        var daemon = coordinator.DaemonForMainDatabase();
        if (daemon.IsHighWaterStale)
            await daemon.RestartHighWaterAgentAsync(cancel);
        foreach (var reader in health.Followers)
        {
            if (reader.PausedAt is not null)
            {
                paused.Add(reader.Progress);
                continue;
            }
            if (daemon.CurrentAgents().FirstOrDefault(a => a.Name.Identity == reader.Progress) is not { } agent)
                continue;
            if (paused.Remove(reader.Progress))
            {
                restarts.Remove(reader.Progress);
                await StartAsync(daemon, agent, cancel);
            }
            else if (agent.Status != AgentStatus.Running || reader.StandsStill)
                await StoppedAsync(daemon, agent, reader, cancel);
        }
    }

    private async Task StoppedAsync(IProjectionDaemon daemon, ISubscriptionAgent agent, ReaderHealth reader, CancellationToken cancel)
    {
        var tried = restarts.GetValueOrDefault(reader.Progress) is var (position, count) && position == reader.Position ? count : 0;
        var (at, kind) = await CulpritAsync(reader, cancel) ?? (tried < Restarts ? (0, "") : (reader.Position + 1, "StoodStill"));
        if (at > 0)
        {
            log.LogError("{Reader} cannot take the fact at position {Position} ({Kind}) and is paused.", reader.Progress, at, kind);
            await using var batch = database.CreateBatch();
            batch.BatchCommands.Add(ReaderState.Pause(reader.Progress, at, kind));
            await batch.ExecuteNonQueryAsync(cancel);
            // At once: a person may have decided before the next look.
            paused.Add(reader.Progress);
            return;
        }
        restarts[reader.Progress] = (reader.Position, tried + 1);
        log.LogWarning("{Reader} stands still at position {Position} and is started again.", reader.Progress, reader.Position);
        await StartAsync(daemon, agent, cancel);
    }

    private static async Task StartAsync(IProjectionDaemon daemon, ISubscriptionAgent agent, CancellationToken cancel)
    {
        if (agent.Status == AgentStatus.Running)
            await daemon.StopAgentAsync(agent.Name);
        await daemon.StartAgentAsync(agent.Name, cancel);
    }

    // Each fact is taken alone, and nothing of it is kept.
    private async Task<(long Position, string Kind)?> CulpritAsync(ReaderHealth reader, CancellationToken cancel)
    {
        var views = readers.ViewsOf(reader.Progress).ToArray();
        var reaction = readers.ReactionOf(reader.Progress);
        var names = types.AliasesOf(reaction?.Handles ?? views.SelectMany(v => v.Handles));
        await using var connection = await database.OpenConnectionAsync(cancel);
        var state = await StateAsync(reader.Progress, connection, cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        foreach (var position in await NextAsync(reader.Position, names, connection, cancel))
        {
            if (state.Skipped.Contains(position))
                continue;
            try
            {
                var e = (await store.ReadAllAsync(position - 1, position, 1, names, cancel))[0];
                _ = reaction?.React(e).Count();
                foreach (var view in views)
                {
                    var page = view.Page(view.Table, state);
                    page.Add(e);
                    if (!page.IsEmpty)
                        await page.KeepAsync(connection, cancel);
                }
            }
            catch (Exception failure) when (IsOfTheFact(failure))
            {
                return (position, failure.GetType().Name);
            }
        }
        return null;
    }

    private static async Task<ReaderState> StateAsync(string reader, NpgsqlConnection connection, CancellationToken cancel)
    {
        await using var ask = new NpgsqlBatch(connection) { BatchCommands = { ReaderState.Ask(reader) } };
        await using var row = await ask.ExecuteReaderAsync(cancel);
        return await ReaderState.ReadAsync(row, cancel);
    }

    private static async Task<long[]> NextAsync(
        long after,
        IReadOnlyCollection<string> names,
        NpgsqlConnection connection,
        CancellationToken cancel
    )
    {
        await using var command = new NpgsqlCommand(
            $"""
            select coalesce(array_agg(seq_id order by seq_id), array[]::bigint[])
            from (select seq_id from events.mt_events where seq_id > $1 and type = any($2) order by seq_id limit {PageSize}) page
            """,
            connection
        );
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = after });
        command.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. names] });
        return (long[])(await command.ExecuteScalarAsync(cancel))!;
    }

    // What a broken connection, a waiting lock or a stopping server throws says nothing about the fact.
    private static bool IsOfTheFact(Exception e) =>
        e switch
        {
            OperationCanceledException => false,
            PostgresException p => !p.IsTransient && p.SqlState[..2] is not ("40" or "53" or "55" or "57" or "58"),
            NpgsqlException or IOException => false,
            _ => true,
        };

    private Meter Measure()
    {
        var made = new Meter("UseIt.Engine");
        made.CreateObservableGauge("useit.projection.position", () => Each(f => f.Position));
        made.CreateObservableGauge("useit.projection.lag", () => Each(f => f.Lag));
        made.CreateObservableGauge("useit.projection.paused", () => health?.Followers.Count(f => f.PausedAt is not null) ?? 0);
        made.CreateObservableGauge("useit.projection.heartbeat_age", () => Silence.TotalSeconds, "s");
        return made;

        IEnumerable<Measurement<long>> Each(Func<ReaderHealth, long> value) =>
            (health?.Followers ?? []).Select(f => new Measurement<long>(
                value(f),
                new KeyValuePair<string, object?>("follower", f.Progress)
            ));
    }
}
