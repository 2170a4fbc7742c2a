using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace UseIt.EventStore;

/// <summary>A follower of the log whose effect and position commit together: a view, or a reaction that leaves messages.</summary>
public interface ISubscriber
{
    /// <summary>Name under which the position is kept.</summary>
    string Progress { get; }
    /// <summary>The facts it follows.</summary>
    IReadOnlySet<Type> Handles { get; }
    /// <summary>Adds the statements this fact causes.</summary>
    void Apply(StoredEvent e, NpgsqlBatch batch);
}

/// <summary>
/// The one reader of a node: fetches each page of the log once, feeds every view and subscriber, and commits their rows and positions together.
/// Positions move by compare-and-set, so a second node that reads the same page does no harm; a lease only spares the work.
/// </summary>
public sealed class Projector(EventStore store, IReadOnlyList<View> views, IReadOnlyList<ISubscriber> subscribers, ILogger<Projector> log) : BackgroundService
{
    private const int PageSize = 1000;
    private const string LeaseName = "projector";
    private static readonly TimeSpan LeaseTime = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Idle = TimeSpan.FromMilliseconds(250);

    private readonly Guid node = Guid.NewGuid();
    private readonly SemaphoreSlim signal = new(0, 1);
    private DateTimeOffset leaseUntil;
    private readonly Lock gate = new();
    private readonly Dictionary<string, long> positions = new(StringComparer.Ordinal);
    private TaskCompletionSource moved = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>When the loop last went round, by this process's clock: a heartbeat for health checks.</summary>
    public DateTimeOffset Heartbeat { get; private set; }

    /// <summary>Whether this node currently does the work.</summary>
    public bool Leads => leaseUntil > TimeProvider.System.GetUtcNow();

    /// <summary>Waits until a view has seen a position, at most for the given time; false when it has not.</summary>
    public async Task<bool> WaitAsync(View view, long position, TimeSpan atMost, CancellationToken cancel = default)
    {
        var until = TimeProvider.System.GetUtcNow() + atMost;
        while (true)
        {
            Task next;
            lock (gate) next = moved.Task;
            if (await PositionAsync(view.Progress, cancel) >= position) return true;
            var left = until - TimeProvider.System.GetUtcNow();
            if (left <= TimeSpan.Zero) return false;
            // Another node may be the one that moves the view: look again after a short while.
            await Task.WhenAny(next, Task.Delay(left < TimeSpan.FromMilliseconds(25) ? left : TimeSpan.FromMilliseconds(25), cancel));
        }
    }

    /// <summary>Waits until every view and subscriber has seen a position; for commands that answer only then, and tests.</summary>
    public async Task<bool> WaitAllAsync(long position, TimeSpan atMost, CancellationToken cancel = default)
    {
        foreach (var view in views)
            if (!await WaitAsync(view, position, atMost, cancel)) return false;
        return true;
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        store.Committed += Wake;
        try
        {
            while (!stoppingToken.IsCancellationRequested)
            {
                var worked = false;
                try
                {
                    Heartbeat = TimeProvider.System.GetUtcNow();
                    if (await HoldLeaseAsync(stoppingToken)) worked = await CatchUpAsync(stoppingToken);
                }
                catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
                {
                    break;
                }
                catch (Exception e)
                {
                    // Nothing ends this loop: a broken database comes back, and a failed wake-up is only a late one.
                    log.LogWarning("The reader of the log failed ({Kind}) and will try again.", e.GetType().Name);
                    await Task.Delay(Idle, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                }
                if (!worked) await signal.WaitAsync(Leads ? Idle : TimeSpan.FromSeconds(1), stoppingToken).ContinueWith(_ => { }, TaskScheduler.Default);
            }
        }
        finally
        {
            store.Committed -= Wake;
        }
    }

    /// <summary>Does all outstanding work once; true when there was any.</summary>
    public async Task<bool> CatchUpAsync(CancellationToken cancel = default)
    {
        var worked = false;
        var ceiling = await store.CeilingAsync(cancel);
        while (true)
        {
            var all = await PositionsAsync(cancel);
            var paused = await PausedAsync(cancel);
            var active = all.Where(p => !paused.Contains(p.Key)).ToArray();
            if (active.Length == 0) return worked;
            var from = active.Min(p => p.Value);
            if (from >= ceiling) return worked;
            await PageAsync(from, ceiling, [.. active.Where(p => p.Value == from).Select(p => p.Key)], cancel);
            worked = true;
        }
    }

    /// <summary>Empties a view and sets its position back to the start; it then catches up like any other.</summary>
    public async Task ResetAsync(View view, CancellationToken cancel = default)
    {
        await using var batch = store.Database.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"delete from {view.Table}"));
        Parameterised(batch, "insert into events.mt_event_progression (name, last_seq_id) values ($1, 0) on conflict (name) do update set last_seq_id = 0, last_updated = now()", view.Progress);
        Parameterised(batch, "delete from events.paused_view where name = $1", view.Progress);
        await batch.ExecuteNonQueryAsync(cancel);
        Wake(0);
    }

    // All whose position is `from` read the same page; whoever is behind catches up first and then goes along with the others.
    private async Task PageAsync(long from, long ceiling, HashSet<string> names, CancellationToken cancel)
    {
        var reading = views.Where(v => names.Contains(v.Progress)).ToArray();
        var listening = subscribers.Where(s => names.Contains(s.Progress)).ToArray();
        var aliases = store.Types.AliasesOf(reading.SelectMany(v => v.Handles).Concat(listening.SelectMany(s => s.Handles)).Distinct());
        var events = await store.ReadAllAsync(from, ceiling, PageSize, aliases, cancel);
        var to = events.Count < PageSize ? ceiling : events[^1].Position;

        var pages = reading.Select(v => (View: v, Page: v.Page())).ToList();
        foreach (var e in events)
            foreach (var (_, page) in pages) page.Add(e);

        await using var connection = await store.Database.OpenConnectionAsync(cancel);
        await using var transaction = await connection.BeginTransactionAsync(cancel);
        var touched = pages.Where(p => !p.Page.IsEmpty).ToList();
        if (touched.Count > 0)
        {
            await using var load = new NpgsqlBatch(connection, transaction);
            foreach (var (_, page) in touched) page.AddLoad(load);
            await using var reader = await load.ExecuteReaderAsync(cancel);
            foreach (var (_, page) in touched)
            {
                await page.LoadAsync(reader, cancel);
                await reader.NextResultAsync(cancel);
            }
        }
        await using var save = new NpgsqlBatch(connection, transaction);
        foreach (var (view, page) in touched)
        {
            if (page.Fold(out var error) is not { } failed)
            {
                page.AddSave(save);
                continue;
            }
            names.Remove(view.Progress);
            log.LogError("View {View} failed at position {Position} ({Kind}) and is paused.", view.Name, failed.Position, error!.GetType().Name);
            await PauseAsync(view.Progress, failed.Position, error, cancel);
        }
        foreach (var e in events)
            foreach (var subscriber in listening)
                if (subscriber.Handles.Contains(e.Data.GetType())) subscriber.Apply(e, save);

        var advance = new NpgsqlBatchCommand("update events.mt_event_progression set last_seq_id = $1, last_updated = now() where name = any($2) and last_seq_id = $3");
        advance.Parameters.Add(new NpgsqlParameter<long> { TypedValue = to });
        advance.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [.. names] });
        advance.Parameters.Add(new NpgsqlParameter<long> { TypedValue = from });
        save.BatchCommands.Add(advance);
        await save.ExecuteNonQueryAsync(cancel);
        if (advance.RecordsAffected != names.Count)
        {
            // Another node was here first: its rows stand, ours go.
            await transaction.RollbackAsync(cancel);
            return;
        }
        await transaction.CommitAsync(cancel);
        lock (gate)
        {
            foreach (var name in names) positions[name] = to;
            moved.TrySetResult();
            moved = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private async Task<Dictionary<string, long>> PositionsAsync(CancellationToken cancel)
    {
        var names = views.Select(v => v.Progress).Concat(subscribers.Select(s => s.Progress)).ToArray();
        await using var batch = store.Database.CreateBatch();
        var ensure = new NpgsqlBatchCommand("insert into events.mt_event_progression (name, last_seq_id) select name, 0 from unnest($1) as name where not exists (select from events.mt_event_progression p where p.name = name.name) on conflict do nothing");
        ensure.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        batch.BatchCommands.Add(ensure);
        var read = new NpgsqlBatchCommand("select name, last_seq_id from events.mt_event_progression where name = any($1)");
        read.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = names });
        batch.BatchCommands.Add(read);
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var found = new Dictionary<string, long>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel)) found[reader.GetString(0)] = reader.GetInt64(1);
        lock (gate)
            foreach (var (name, position) in found) positions[name] = position;
        return found;
    }

    private async Task<long> PositionAsync(string name, CancellationToken cancel)
    {
        if (Leads)
            lock (gate) return positions.GetValueOrDefault(name);
        await using var command = store.Database.CreateCommand("select last_seq_id from events.mt_event_progression where name = $1");
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
        return await command.ExecuteScalarAsync(cancel) is long position ? position : 0;
    }

    private async Task<HashSet<string>> PausedAsync(CancellationToken cancel)
    {
        await using var command = store.Database.CreateCommand("select name from events.paused_view");
        await using var reader = await command.ExecuteReaderAsync(cancel);
        var names = new HashSet<string>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel)) names.Add(reader.GetString(0));
        return names;
    }

    private async Task PauseAsync(string name, long position, Exception error, CancellationToken cancel)
    {
        await using var batch = store.Database.CreateBatch();
        Parameterised(batch, "insert into events.paused_view (name, position, error, at) values ($1, $2, $3, events.clock()) on conflict (name) do nothing", name, position, error.GetType().Name);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    private async Task<bool> HoldLeaseAsync(CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (leaseUntil - now > LeaseTime - TimeSpan.FromSeconds(2)) return true;
        await using var batch = store.Database.CreateBatch();
        Parameterised(batch,
            """
            insert into events.lease (name, owner, until) values ($1, $2, clock_timestamp() + $3)
            on conflict (name) do update set owner = excluded.owner, until = excluded.until where lease.owner = excluded.owner or lease.until < clock_timestamp()
            """, LeaseName, node, LeaseTime);
        var held = await batch.ExecuteNonQueryAsync(cancel) > 0;
        leaseUntil = held ? now + LeaseTime : default;
        return held;
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

    private static void Parameterised(NpgsqlBatch batch, string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values) command.Parameters.Add(new NpgsqlParameter { Value = value });
        batch.BatchCommands.Add(command);
    }
}
