using System.Diagnostics.Metrics;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>A follower of the log whose effect and position commit together: a view, or a reaction that leaves messages.</summary>
public interface ISubscriber
{
    /// <summary>Name under which the position is kept.</summary>
    string Progress { get; }

    /// <summary>The facts it follows.</summary>
    IReadOnlySet<Type> Handles { get; }

    /// <summary>Adds the statements this fact causes.</summary>
    void Apply(IEvent e, NpgsqlBatch batch);
}

/// <summary>
/// The one reader of a node: fetches each page of the log once, feeds every view and subscriber, and commits their rows and positions
/// together. Positions move by compare-and-set, so a second node that reads the same page does no harm; a lease only spares the work.
/// </summary>
public sealed class Projector(
    IDocumentStore store,
    NpgsqlDataSource database,
    EventTypes types,
    IReadOnlyList<View> views,
    CommittedFacts committed,
    ILogger<Projector> log
) : BackgroundService
{
    private const int PageSize = 5000;
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    private readonly Follower[] followers = [.. views.Select(v => new Follower(v, types))];
    private readonly Lease lease = new(database, "projector");
    private readonly Positions positions = new(database);
    private readonly SemaphoreSlim turn = new(1, 1);
    private readonly SemaphoreSlim signal = new(0, 1);
    private readonly Lock gate = new();
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset checkedAt;
    private long ceiling;
    private Meter? meter;
    private NpgsqlConnection? line;

    /// <summary>At most this long are facts gathered into one commit of the views; the first after a pause is never kept waiting.</summary>
    public TimeSpan Coalescing { get; init; } = TimeSpan.FromMilliseconds(10);

    /// <summary>When the loop last went round, by this process's clock: a heartbeat for health checks.</summary>
    public DateTimeOffset Heartbeat { get; private set; }

    /// <summary>Whether this node currently does the work.</summary>
    public bool Leads => lease.Held;

    /// <summary>Waits until a view has seen a position, at most for the given time; false when it has not, or is paused.</summary>
    public Task<bool> WaitAsync(View view, long position, TimeSpan atMost, CancellationToken cancel = default) =>
        WaitAsync(followers.First(f => f.Progress == view.Progress), position, atMost, cancel);

    /// <summary>Waits until every view and subscriber has seen a position; for commands that answer only then, and tests.</summary>
    public async Task<bool> WaitAllAsync(long position, TimeSpan atMost, CancellationToken cancel = default)
    {
        foreach (var follower in followers)
            if (!await WaitAsync(follower, position, atMost, cancel))
                return false;
        return true;
    }

    private async Task<bool> WaitAsync(Follower follower, long position, TimeSpan atMost, CancellationToken cancel)
    {
        var until = TimeProvider.System.GetUtcNow() + atMost;
        while (true)
        {
            Task next;
            lock (gate)
                next = moved.Task;
            // Until a lost connection is made good the rows may be behind what is remembered: their commit is not waited for on disk.
            if (Leads && checkedAt != default ? follower.Position >= position : await positions.HasSeenAsync(follower, position, cancel))
                return true;
            var left = until - TimeProvider.System.GetUtcNow();
            if (left <= TimeSpan.Zero || follower.Paused)
                return false;
            // Another node may be the one that moves the view: look again after a short while.
            await Task.WhenAny(next, Task.Delay(left < Busy ? left : Busy, cancel));
        }
    }

    /// <summary>
    /// The views that stand still until a person, or a newer node, has seen to them. Each with the time of the last fact it has seen: as at
    /// when what is read from it is true.
    /// </summary>
    public async Task<IReadOnlyDictionary<View, DateTimeOffset?>> StoppedAsync(CancellationToken cancel = default)
    {
        var stopped = await positions.StoppedAsync([.. followers.Where(f => f.NewerFrom is not null).Select(f => f.Progress)], cancel);
        return views.Where(v => stopped.ContainsKey(v.Progress)).ToDictionary(v => v, v => stopped[v.Progress]);
    }

    /// <summary>Where every view and subscriber stands, and which are paused and why.</summary>
    public async Task<ProjectionHealth> HealthAsync(CancellationToken cancel = default)
    {
        var top = await database.CeilingAsync(cancel);
        return new ProjectionHealth(Leads, Heartbeat, top, await positions.HealthAsync(followers, top, cancel));
    }

    /// <summary>Empties a view and sets its position back to the start; it then catches up like any other.</summary>
    public async Task ResetAsync(View view, CancellationToken cancel = default)
    {
        await positions.ResetAsync(view, cancel);
        LookAgain();
    }

    /// <summary>Makes a view anew from the whole log beside the one that is read, and puts it in its place in one commit.</summary>
    public async Task RebuildAsync(View view, CancellationToken cancel = default)
    {
        await new Rebuild(store, database, types, view).ReplaceAsync(cancel);
        LookAgain();
    }

    /// <summary>Drops the tables of view shapes that no node has used for so long; which they were.</summary>
    public Task<IReadOnlyList<string>> DropUnusedAsync(TimeSpan unusedFor, CancellationToken cancel = default) =>
        positions.DropUnusedAsync(views, unusedFor, cancel);

    /// <summary>Does all outstanding work once; true when there was any.</summary>
    public async Task<bool> CatchUpAsync(CancellationToken cancel = default)
    {
        await turn.WaitAsync(cancel);
        try
        {
            var goal = await database.CeilingAsync(cancel);
            await using var connection = await database.OpenConnectionAsync(cancel);
            await positions.ReadAsync(followers, connection, cancel);
            var fed = 0;
            while (followers.Any(f => f.Active && f.Position < goal))
                fed += await RoundAsync(connection, cancel);
            await positions.SaveAsync(followers, goal, connection, cancel);
            return fed > 0;
        }
        finally
        {
            turn.Release();
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        committed.Committed += Wake;
        meter = Measure();
        var wait = Idle;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var began = TimeProvider.System.GetTimestamp();
                var (fed, more) = (0, false);
                try
                {
                    Heartbeat = TimeProvider.System.GetUtcNow();
                    if (await lease.HoldAsync(stoppingToken))
                        (fed, more) = await LeadAsync(stoppingToken);
                    else if (Heartbeat - checkedAt > TimeSpan.FromMinutes(1))
                        await MarkAsync(stoppingToken);
                }
                catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
                {
                    break;
                }
                catch (Exception e)
                {
                    // Nothing ends this loop: a broken database comes back, and a failed wake-up is only a late one.
                    checkedAt = default;
                    await HangUpAsync();
                    log.LogWarning("The reader of the log failed ({Kind}) and will try again.", e.GetType().Name);
                    await Task.Delay(Idle, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                if (more)
                    continue;
                if (!Leads)
                {
                    await HangUpAsync();
                    await Task.Delay(Second, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    continue;
                }
                wait =
                    fed > 0 ? Busy
                    : wait * 1.5 < Idle ? wait * 1.5
                    : Idle;
                await signal.WaitAsync(wait, stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
                var spent = TimeProvider.System.GetElapsedTime(began);
                if (fed > 0 && spent < Coalescing)
                    await Task.Delay(Coalescing - spent, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
        finally
        {
            committed.Committed -= Wake;
            meter.Dispose();
            await HangUpAsync();
            await LeaveAsync();
        }
    }

    // True in second place: there is more to read at once.
    private async Task<(int Fed, bool More)> LeadAsync(CancellationToken cancel)
    {
        await turn.WaitAsync(cancel);
        try
        {
            // One and the same for as long as it works: every statement is prepared there once, and its tables are known to it.
            var connection = line ??= await database.OpenConnectionAsync(cancel);
            if (Heartbeat - checkedAt > Second)
            {
                await positions.SaveAsync(followers, ceiling, connection, cancel);
                await positions.ReadAsync(followers, connection, cancel);
                await positions.MarkAsync(views, cancel);
                checkedAt = Heartbeat;
            }
            var fed = await RoundAsync(connection, cancel);
            return (fed, followers.Any(f => f.Active && f.Position < ceiling));
        }
        finally
        {
            turn.Release();
        }
    }

    // Followers that stand at the same place read one page together. Whoever is behind goes first, by one page, and joins the others where
    // it reaches them.
    private async Task<int> RoundAsync(NpgsqlConnection connection, CancellationToken cancel)
    {
        var fed = 0;
        var places = followers.Where(f => f.Active).Select(f => f.Position).Distinct().Order().ToArray();
        for (var i = 0; i < places.Length; i++)
        {
            var group = followers.Where(f => f.Active && f.Position == places[i]).ToArray();
            var upTo = i + 1 < places.Length ? places[i + 1] : long.MaxValue;
            var wanted = group.SelectMany(f => f.Aliases).ToHashSet(StringComparer.Ordinal);
            var few = wanted.Count * 2 < types.All.Count;
            upTo = Math.Min(upTo, await database.CeilingAsync(cancel));
            ceiling = Math.Max(ceiling, upTo);
            var page = await store.ReadAllAsync(places[i], upTo, PageSize, few ? wanted : null, cancel);
            var through = page.Count < PageSize ? upTo : page[^1].Sequence;
            if (through <= places[i])
                continue;
            var ready = group.Where(f => f.Active).ToArray();
            if (ready.Length == 0)
                continue;
            fed += page.Count;
            await FeedAsync(ready, page, through, connection, cancel);
        }
        lock (gate)
        {
            moved.TrySetResult();
            moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        return fed;
    }

    // A page that fails is tried again in smaller parts until the one follower and the one fact are found; everything else goes on.
    private async Task FeedAsync(
        Follower[] group,
        IReadOnlyList<IEvent> events,
        long through,
        NpgsqlConnection connection,
        CancellationToken cancel
    )
    {
        try
        {
            await new PageCommit(lease, group, events, through).RunAsync(connection, cancel);
        }
        catch (PostgresException e) when (e.SqlState == Positions.Overtaken)
        {
            // Another node was here first, or an operator: its rows stand, ours are gone.
            await positions.ReadAsync(followers, connection, cancel);
        }
        catch (Exception e) when (IsOfThePage(e))
        {
            // Rows that another node had already brought further do not fit the page: that is no failure of the view.
            var stored = Array.ConvertAll(group, f => f.Stored);
            await positions.ReadAsync(followers, connection, cancel);
            if (group.Where((f, i) => !f.Active || f.Stored != stored[i]).Any())
                return;
            if (group.Length > 1)
            {
                foreach (var follower in group)
                    await FeedAsync([follower], [.. events.Where(follower.Wants)], through, connection, cancel);
                return;
            }
            if (events.Count > 1)
            {
                var half = events.Count / 2;
                await FeedAsync(group, [.. events.Take(half)], events[half - 1].Sequence, connection, cancel);
                if (group[0].Active && group[0].Position == events[half - 1].Sequence)
                    await FeedAsync(group, [.. events.Skip(half)], through, connection, cancel);
                return;
            }
            var at = events.Count > 0 ? events[0].Sequence : through;
            log.LogError("{Follower} failed at position {Position} ({Kind}) and is paused.", group[0].Progress, at, e.GetType().Name);
            await positions.PauseAsync(group[0], at, e, cancel);
        }
    }

    // What a broken connection, a waiting lock or a stopping server throws says nothing about the page.
    private static bool IsOfThePage(Exception e) =>
        e switch
        {
            OperationCanceledException => false,
            PostgresException p => !p.IsTransient && p.SqlState[..2] is not ("40" or "53" or "55" or "57" or "58"),
            NpgsqlException or IOException => false,
            _ => true,
        };

    private async Task LeaveToNewerAsync(Follower[] group, long position, string type)
    {
        foreach (var follower in group)
        {
            if (!follower.Active || !follower.IsConcernedBy(type))
                continue;
            follower.NewerFrom = position;
            log.LogError(
                "{Follower} met {Type} at position {Position}, which this version does not know; it is left to a newer node.",
                follower.Progress,
                type,
                position
            );
            await lease.YieldAsync();
        }
    }

    private async Task HangUpAsync()
    {
        if (line is not null)
            await line.DisposeAsync();
        line = null;
    }

    private async Task LeaveAsync()
    {
        try
        {
            if (!Leads)
                return;
            await using var connection = await database.OpenConnectionAsync();
            await positions.SaveAsync(followers, ceiling, connection, CancellationToken.None);
            await lease.YieldAsync();
        }
        catch (NpgsqlException e)
        {
            log.LogWarning("The lease could not be given back ({Kind}); it runs out by itself.", e.GetType().Name);
        }
    }

    private async Task MarkAsync(CancellationToken cancel)
    {
        await positions.MarkAsync(views, cancel);
        checkedAt = Heartbeat;
    }

    private Meter Measure()
    {
        var made = new Meter("UseIt.EventStore");
        made.CreateObservableGauge(
            "useit.projection.position",
            () => followers.Select(f => new Measurement<long>(f.Position, new KeyValuePair<string, object?>("follower", f.Progress)))
        );
        made.CreateObservableGauge(
            "useit.projection.lag",
            () =>
                followers.Select(f => new Measurement<long>(
                    Math.Max(0, ceiling - f.Position),
                    new KeyValuePair<string, object?>("follower", f.Progress)
                ))
        );
        made.CreateObservableGauge("useit.projection.paused", () => followers.Count(f => !f.Active));
        made.CreateObservableGauge("useit.projection.heartbeat_age", () => (TimeProvider.System.GetUtcNow() - Heartbeat).TotalSeconds, "s");
        return made;
    }

    private void LookAgain()
    {
        checkedAt = default;
        Wake(0);
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

/// <summary>How the views and subscribers stand.</summary>
/// <param name="Leads">Whether this node does the work.</param>
/// <param name="Heartbeat">When this node's loop last went round.</param>
/// <param name="Ceiling">How far the log is settled.</param>
/// <param name="Followers">Each view and subscriber.</param>
public sealed record ProjectionHealth(bool Leads, DateTimeOffset Heartbeat, long Ceiling, IReadOnlyList<FollowerHealth> Followers)
{
    /// <summary>Whether some view stands still until a person has looked at it.</summary>
    public bool Degraded => Followers.Any(f => f.PausedAt is not null || f.NewerFrom is not null);
}

/// <summary>How one view or subscriber stands.</summary>
/// <param name="Progress">Name of its position.</param>
/// <param name="Position">How far it has seen the log.</param>
/// <param name="Lag">How far that is behind.</param>
/// <param name="PausedAt">The fact it failed at, if it is paused.</param>
/// <param name="Error">The kind of failure.</param>
/// <param name="NewerFrom">The fact that only a newer version of the program can read, if it waits for one.</param>
public sealed record FollowerHealth(string Progress, long Position, long Lag, long? PausedAt, string? Error, long? NewerFrom);
