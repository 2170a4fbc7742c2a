using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>The stored positions of followers, and what stops them: pauses and skipped facts.</summary>
internal sealed class Positions(NpgsqlDataSource database)
{
    public const string Overtaken = "UI002";
    private const string HighWaterMark = "HighWaterMark";

    /// <summary>
    /// To stand first in a batch: lists of keys are planned once for any length, not anew for each. The planner would think that too dear,
    /// not knowing how short they are.
    /// </summary>
    public const string PlansOnce = "select set_config('plan_cache_mode', 'force_generic_plan', true)";

    private DateTimeOffset marked;

    /// <summary>
    /// Moves positions in the commit of what they stand for, or fails it. The rows are locked by a statement of its own, in order, so that
    /// the next one sees every pause.
    /// </summary>
    /// <remarks>The commit is not waited for on disk: what a power cut takes of it, rows and position together, is made again from the log.
    /// Whatever comes to rest on it
    /// (a message carried out) commits later, and the disk keeps their order.</remarks>
    public static void AddMoveTo(NpgsqlBatch batch, Follower[] moving, long to, Lease lease)
    {
        string[] names = [.. moving.Select(f => f.Progress)];
        batch.BatchCommands.Add(
            Command(
                """
                select set_config('application_name', $1, true), set_config('lock_timeout', '2000', true),
                set_config('synchronous_commit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true),
                       (select count(*) from (select from events.mt_event_progression where name = any($2) order by name for update) locked)
                """,
                lease.SessionName,
                names
            )
        );
        batch.BatchCommands.Add(
            Command(
                """
                with moved as (update events.mt_event_progression p set last_seq_id = $3, last_updated = now()
                               from unnest($1, $2) as m (name, was)
                               where p.name = m.name and p.last_seq_id = m.was
                               and not exists (select from events.paused_view v where v.name = p.name)
                               returning 1)
                select case when (select count(*) from moved) = cardinality($1) then 0 else events.overtaken() end
                """,
                names,
                moving.Select(f => f.Stored).ToArray(),
                to
            )
        );
    }

    /// <summary>Reads positions, pauses and skipped facts; whoever was moved by another starts from there.</summary>
    public async Task ReadAsync(Follower[] followers, NpgsqlConnection connection, CancellationToken cancel)
    {
        string[] names = [.. followers.Select(f => f.Progress)];
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            Command(
                """
                insert into events.mt_event_progression (name, last_seq_id)
                select name, 0 from unnest($1) as wanted (name)
                where not exists (select from events.mt_event_progression p where p.name = wanted.name) on conflict do nothing
                """,
                (object)names
            )
        );
        batch.BatchCommands.Add(
            Command(
                """
                select p.name, p.last_seq_id, exists (select from events.paused_view v where v.name = p.name),
                       array(select position from events.skipped_event s where s.name = p.name)
                from events.mt_event_progression p where p.name = any($1)
                """,
                (object)names
            )
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var known = followers.ToDictionary(f => f.Progress, StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
        {
            var follower = known[reader.GetString(0)];
            if (follower.Stored != reader.GetInt64(1))
                follower.Position = follower.Stored = reader.GetInt64(1);
            if (follower.NewerFrom < follower.Position)
                follower.NewerFrom = null;
            follower.Paused = reader.GetBoolean(2);
            follower.Skipped.UnionWith(reader.GetFieldValue<long[]>(3));
        }
    }

    /// <summary>Writes down how far followers have come that nothing concerned, and the high-water mark, where they have moved.</summary>
    public async Task SaveAsync(Follower[] followers, long ceiling, NpgsqlConnection connection, CancellationToken cancel)
    {
        var ahead = followers.Where(f => f.Active && f.Position > f.Stored).ToArray();
        await using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(
            Command(
                """
                update events.mt_event_progression p set last_seq_id = m.now, last_updated = now()
                from unnest($1, $2, $3) as m (name, was, now)
                where p.name = m.name and p.last_seq_id = m.was returning p.name
                """,
                ahead.Select(f => f.Progress).ToArray(),
                ahead.Select(f => f.Stored).ToArray(),
                ahead.Select(f => f.Position).ToArray()
            )
        );
        batch.BatchCommands.Add(
            Command(
                $"""
                insert into events.mt_event_progression (name, last_seq_id) select '{HighWaterMark}', $1
                where not exists (select from events.mt_event_progression where name = '{HighWaterMark}' and last_seq_id >= $1)
                on conflict (name) do update set last_seq_id = excluded.last_seq_id, last_updated = now()
                """,
                ceiling
            )
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        while (await reader.ReadAsync(cancel))
            foreach (var follower in ahead)
                if (follower.Progress == reader.GetString(0))
                    follower.Stored = follower.Position;
    }

    /// <summary>Whether a follower has seen a position on whichever node: its row says so, or nothing in between concerned it.</summary>
    public async Task<bool> HasSeenAsync(Follower follower, long position, CancellationToken cancel)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(
            Command(
                """
                select p.last_seq_id >= $2
                or not exists (select from events.mt_events e where e.seq_id > p.last_seq_id and e.seq_id <= $2 and e.type = any($3))
                from events.mt_event_progression p where p.name = $1
                """,
                follower.Progress,
                position,
                follower.Aliases.ToArray()
            )
        );
        return await batch.ExecuteScalarAsync(cancel) is true || position == 0;
    }

    /// <summary>Paused followers, and these, each with the time of the last fact it has seen.</summary>
    public async Task<Dictionary<string, DateTimeOffset?>> StoppedAsync(string[] besides, CancellationToken cancel)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(
            Command(
                """
                select name, (select timestamp from events.mt_events where seq_id <= p.last_seq_id order by seq_id desc limit 1)
                from events.mt_event_progression p where name in (select name from events.paused_view) or name = any($1)
                """,
                (object)besides
            )
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var stopped = new Dictionary<string, DateTimeOffset?>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
            stopped[reader.GetString(0)] = reader.IsDBNull(1) ? null : reader.GetFieldValue<DateTimeOffset>(1);
        return stopped;
    }

    public async Task<IReadOnlyList<FollowerHealth>> HealthAsync(Follower[] followers, long ceiling, CancellationToken cancel)
    {
        await using var batch = database.CreateBatch();
        batch.BatchCommands.Add(
            Command(
                """
                select p.name, p.last_seq_id, v.position, v.error from events.mt_event_progression p
                left join events.paused_view v on v.name = p.name where p.name = any($1)
                """,
                (object)followers.Select(f => f.Progress).ToArray()
            )
        );
        await using var reader = await batch.ExecuteReaderAsync(cancel);
        var rows = new Dictionary<string, (long Position, long? PausedAt, string? Error)>(StringComparer.Ordinal);
        while (await reader.ReadAsync(cancel))
            rows[reader.GetString(0)] = (
                reader.GetInt64(1),
                reader.IsDBNull(2) ? null : reader.GetInt64(2),
                reader.IsDBNull(3) ? null : reader.GetString(3)
            );
        return
        [
            .. followers.Select(f =>
            {
                var (stored, pausedAt, error) = rows.GetValueOrDefault(f.Progress);
                var position = Math.Max(stored, pausedAt is null ? Math.Min(f.Position, ceiling) : 0);
                return new FollowerHealth(f.Progress, position, Math.Max(0, ceiling - position), pausedAt, error, f.NewerFrom);
            }),
        ];
    }

    public async Task PauseAsync(Follower follower, long position, Exception error, CancellationToken cancel)
    {
        follower.Paused = true;
        await RunAsync(
            cancel,
            Command(
                """
                insert into events.paused_view (name, position, error, at)
                values ($1, $2, $3, events.clock()) on conflict (name) do nothing
                """,
                follower.Progress,
                position,
                error.GetType().Name
            )
        );
    }

    public static NpgsqlBatchCommand Resume(string progress) => Command("delete from events.paused_view where name = $1", progress);

    public static NpgsqlBatchCommand Resume(string progress, long position) =>
        Command("delete from events.paused_view where name = $1 and position = $2", progress, position);

    public static NpgsqlBatchCommand Skip(string progress, long position, string person, string reason) =>
        Command(
            """
            insert into events.skipped_event (name, position, by_person, reason, at)
            values ($1, $2, $3, $4, events.clock()) on conflict do nothing
            """,
            progress,
            position,
            person,
            reason
        );

    public Task ResetAsync(View view, CancellationToken cancel) =>
        RunAsync(
            cancel,
            Command(
                """
                insert into events.mt_event_progression (name, last_seq_id) values ($1, 0)
                on conflict (name) do update set last_seq_id = 0, last_updated = now()
                """,
                view.Progress
            ),
            new NpgsqlBatchCommand($"delete from {view.Table}"),
            Resume(view.Progress)
        );

    /// <summary>
    /// Says, once a minute, that this node reads these tables. By the machine's own clock: a table is not unused because a demo has moved
    /// the store's.
    /// </summary>
    public async Task MarkAsync(IReadOnlyList<View> views, CancellationToken cancel)
    {
        var now = TimeProvider.System.GetUtcNow();
        if (now - marked < TimeSpan.FromMinutes(1))
            return;
        marked = now;
        await RunAsync(
            cancel,
            Command(
                """
                insert into events.view_table (name, progress, used) select name, progress, clock_timestamp()
                from unnest($1, $2) as v (name, progress) on conflict (name) do update set used = excluded.used
                """,
                views.Select(v => v.Table).ToArray(),
                views.Select(v => v.Progress).ToArray()
            )
        );
        await DropUnusedAsync(views, TimeSpan.FromDays(1), cancel);
    }

    public async Task<IReadOnlyList<string>> DropUnusedAsync(IReadOnlyList<View> views, TimeSpan unusedFor, CancellationToken cancel)
    {
        var old = new List<(string Table, string Progress)>();
        await using (var batch = database.CreateBatch())
        {
            batch.BatchCommands.Add(
                Command(
                    "select name, progress from events.view_table where used < clock_timestamp() - $1 and name <> all($2)",
                    unusedFor,
                    views.Select(v => v.Table).ToArray()
                )
            );
            await using var reader = await batch.ExecuteReaderAsync(cancel);
            while (await reader.ReadAsync(cancel))
                old.Add((reader.GetString(0), reader.GetString(1)));
        }
        foreach (var (table, progress) in old)
            await RunAsync(
                cancel,
                new NpgsqlBatchCommand(
                    $"drop table if exists {string.Join('.', table.Split('.').Select(part => $"\"{part.Replace("\"", "\"\"", StringComparison.Ordinal)}\""))}"
                ),
                Command("delete from events.mt_event_progression where name = $1", progress),
                Resume(progress),
                Command("delete from events.view_table where name = $1", table)
            );
        return [.. old.Select(o => o.Table)];
    }

    private async Task RunAsync(CancellationToken cancel, params NpgsqlBatchCommand[] commands)
    {
        await using var batch = database.CreateBatch();
        foreach (var command in commands)
            batch.BatchCommands.Add(command);
        await batch.ExecuteNonQueryAsync(cancel);
    }

    internal static NpgsqlBatchCommand Command(string sql, params object[] values)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        return command;
    }
}
