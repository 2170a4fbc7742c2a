using System.Collections.Concurrent;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UseIt.Testing;

namespace UseIt.EventStore.Tests;

/// <summary>Readers of the log: nothing is skipped, nothing is done twice, and what fails stops alone.</summary>
public sealed class FollowTests : IAsyncLifetime
{
    private readonly Jobs jobs = new();
    private readonly Jobs others = new("others");
    private Grounds grounds = null!;

    public async Task InitializeAsync() => grounds = await Grounds.NewAsync(jobs, others);

    public async Task DisposeAsync() => await grounds.DisposeAsync();

    private EventStore Store => grounds.Store;

    [Fact]
    public async Task a_fact_that_commits_late_is_waited_for_and_not_passed()
    {
        // The row of the slow writer is inserted, its number drawn, but its commit waits for a lock that we hold.
        await grounds.DoAsync(
            """
            create function wait_for_test() returns trigger language plpgsql as $$
            begin
              if new.data ->> 'title' = 'Slow' then perform pg_advisory_xact_lock(42); end if;
              return new;
            end $$;
            create trigger wait_for_test after insert on events.mt_events for each row execute function wait_for_test()
            """
        );
        await using var gate = await grounds.Database.OpenConnectionAsync();
        await RunAsync(gate, "select pg_advisory_lock(42)");
        var before = await Store.CeilingAsync();
        var slow = Task.Run(() => grounds.OpenJobAsync("Slow"));
        while (await grounds.AskAsync<long>("select count(*) from pg_locks where locktype = 'advisory' and not granted") == 0)
            await Task.Yield();
        await grounds.OpenJobAsync("Fast");

        Assert.Equal(before, await Store.CeilingAsync());
        await ProjectAsync();
        Assert.Equal(0, await grounds.AskAsync<long>("select count(*) from views.jobs_1"));

        await RunAsync(gate, "select pg_advisory_unlock(42)");
        await slow;
        await ProjectAsync();
        Assert.Equal(
            "Fast,Slow",
            await grounds.AskAsync<string>("select string_agg(data ->> 'title', ',' order by data ->> 'title') from views.jobs_1")
        );
    }

    [Fact]
    public async Task numbers_of_rolled_back_appends_and_savepoints_are_passed_at_once()
    {
        await using (var connection = await grounds.Database.OpenConnectionAsync())
        {
            await using var lost = await connection.BeginTransactionAsync();
            await Store.AppendAsync(new Append().To<Job>(Guid.CreateVersion7(), 0, new JobOpened("Lost"), Grounds.Visit()), connection);
            await lost.RollbackAsync();
            await using var half = await connection.BeginTransactionAsync();
            await half.SaveAsync("before");
            await Store.AppendAsync(new Append().To<Job>(Guid.CreateVersion7(), 0, new JobOpened("Lost too")), connection);
            await half.RollbackAsync("before");
            await Store.AppendAsync(new Append().To<Job>(Guid.CreateVersion7(), 0, new JobOpened("Kept")), connection);
            Assert.True(await Store.CeilingAsync() < 4);
            await half.CommitAsync();
        }

        var ceiling = await Store.CeilingAsync();

        Assert.Equal(4, ceiling);
        Assert.Equal(4, Assert.Single(await Store.ReadAllAsync(0, ceiling, 10)).Position);
        Assert.True(await new Projector(Store, [jobs], [], NullLogger<Projector>.Instance).CatchUpAsync());
        Assert.Equal(4, await grounds.AskAsync<long>("select last_seq_id from events.mt_event_progression where name = 'jobs_1:All'"));
        Assert.Equal(4, await grounds.AskAsync<long>("select last_seq_id from events.mt_event_progression where name = 'HighWaterMark'"));
    }

    [Fact]
    public async Task under_slow_transactions_rollbacks_and_savepoints_two_readers_see_every_fact_once_and_in_order()
    {
        const int Writers = 8,
            Facts = 12_000,
            Seed = 20260601;
        var committed = new ConcurrentBag<Guid>();
        using var stop = new CancellationTokenSource();
        var readers = Enumerable.Range(0, 2).Select(_ => Task.Run(() => FollowAsync(stop.Token))).ToArray();
        var left = Facts;

        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        var random = new Random(Seed + writer);
                        while (Interlocked.Decrement(ref left) >= 0)
                        {
                            var dice = random.Next(1000);
                            var stream = Guid.CreateVersion7();
                            var append = new Append().To<Job>(
                                stream,
                                0,
                                [.. Enumerable.Range(0, random.Next(1, 5)).Select(i => (object)Grounds.Visit(i))]
                            );
                            if (dice >= 100)
                            {
                                await Store.AppendAsync(append);
                                committed.Add(stream);
                                continue;
                            }
                            await using var connection = await grounds.Database.OpenConnectionAsync();
                            await using var transaction = await connection.BeginTransactionAsync();
                            await transaction.SaveAsync("s");
                            await Store.AppendAsync(new Append().To<Job>(Guid.CreateVersion7(), 0, Grounds.Visit()), connection);
                            await transaction.RollbackAsync("s");
                            await Store.AppendAsync(append, connection);
                            if (dice < 5)
                                await RunAsync(connection, "select pg_sleep(0.05)");
                            if (dice < 50)
                                await transaction.RollbackAsync();
                            else
                            {
                                await transaction.CommitAsync();
                                committed.Add(stream);
                            }
                        }
                    })
                )
        );
        await stop.CancelAsync();

        var log = await AllAsync();
        Assert.Equal(committed.Order(), log.Select(e => e.StreamId).Distinct().Order());
        foreach (var reader in readers)
        {
            var seen = await reader;
            Assert.Equal(log.Select(e => e.Position), seen.Select(e => e.Position));
        }
        Assert.Equal(0, await grounds.BrokenStreamsAsync());
        await ProjectAsync();
        Assert.Equal(log.Count, await grounds.AskAsync<long>("select sum((data ->> 'facts')::int) from views.jobs_1"));
    }

    [Fact]
    public async Task two_projectors_at_once_have_the_effect_of_one()
    {
        var opened = new List<Guid>();
        for (var i = 0; i < 20; i++)
            opened.Add(await grounds.OpenJobAsync());
        var projectors = Enumerable
            .Range(0, 3)
            .Select(_ => new Projector(Store, [jobs, others], [], NullLogger<Projector>.Instance))
            .ToArray();
        var random = new Random(7);

        for (var round = 0; round < 30; round++)
        {
            var job = opened[random.Next(opened.Count)];
            var read = await Store.FetchAsync<Job>(job);
            await Store.AppendAsync(new Append().To<Job>(job, read.Version, Grounds.Visit(random.Next(9))));
            await Task.WhenAll(projectors.Select(p => Task.Run(() => p.CatchUpAsync())));
        }

        await AssertEqualToRebuildAsync();
        Assert.Equal(0, await grounds.AskAsync<long>("select count(*) from events.paused_view"));
    }

    [Fact]
    public async Task a_view_that_fails_pauses_at_its_fact_and_the_others_go_on()
    {
        var job = await grounds.OpenJobAsync();
        await Store.AppendAsync(new Append().To<Job>(job, 1, Grounds.Visit(1), Grounds.Visit(2), Grounds.Visit(4)));
        jobs.FailsAt = 3;
        var projector = await ProjectAsync();

        var health = await projector.HealthAsync();
        Assert.True(health.Degraded);
        Assert.Equal(
            (3, nameof(InvalidOperationException)),
            health.Followers.Where(f => f.Progress == jobs.Progress).Select(f => (f.PausedAt, f.Error)).Single()
        );
        Assert.Equal(1, await grounds.AskAsync<int>("select (data ->> 'hours')::int from views.jobs_1"));
        Assert.Equal(7, await grounds.AskAsync<int>("select (data ->> 'hours')::int from views.others_1"));
        Assert.False(await projector.WaitAsync(jobs, 4, TimeSpan.FromMinutes(1)));

        jobs.FailsAt = -1;
        await Store.AppendAsync(new Append().Resume(jobs.Progress));
        await projector.CatchUpAsync();
        Assert.Equal(7, await grounds.AskAsync<int>("select (data ->> 'hours')::int from views.jobs_1"));
        Assert.False((await projector.HealthAsync()).Degraded);
    }

    [Fact]
    public async Task a_row_the_database_refuses_pauses_that_view_only()
    {
        await grounds.DoAsync("alter table views.jobs_1 add check ((data ->> 'hours')::int < 100)");
        var job = await grounds.OpenJobAsync();
        await Store.AppendAsync(new Append().To<Job>(job, 1, Grounds.Visit(50), Grounds.Visit(60)));

        var health = await (await ProjectAsync()).HealthAsync();

        Assert.Equal(3, health.Followers.Single(f => f.Progress == jobs.Progress).PausedAt);
        Assert.Equal(50, await grounds.AskAsync<int>("select (data ->> 'hours')::int from views.jobs_1"));
        Assert.Equal(110, await grounds.AskAsync<int>("select (data ->> 'hours')::int from views.others_1"));
    }

    [Fact]
    public async Task only_a_person_skips_a_fact_and_that_is_on_record()
    {
        var job = await grounds.OpenJobAsync();
        await Store.AppendAsync(new Append().To<Job>(job, 1, Grounds.Visit(1), Grounds.Visit(2)));
        jobs.FailsAt = 2;
        var projector = await ProjectAsync();

        await Store.AppendAsync(
            new Append { Metadata = new EventMetadata("the operator") }.Skip(jobs.Progress, 2, "a visit that was never made")
        );
        await projector.CatchUpAsync();

        Assert.Equal(2, await grounds.AskAsync<int>("select (data ->> 'hours')::int from views.jobs_1"));
        Assert.Equal(
            "the operator: a visit that was never made",
            await grounds.AskAsync<string>("select by_person || ': ' || reason from events.skipped_event")
        );
        await projector.RebuildAsync(jobs);
        Assert.Equal(2, await grounds.AskAsync<int>("select (data ->> 'hours')::int from views.jobs_1"));
    }

    [Fact]
    public async Task a_rebuilt_view_holds_what_the_log_says_and_goes_on_from_there()
    {
        for (var i = 0; i < 30; i++)
            await grounds.OpenJobAsync($"Job {i}");
        var projector = await ProjectAsync();
        await grounds.DoAsync("""update views.jobs_1 set data = '{"title": "Damaged", "hours": 0, "facts": 0, "last": 0}'""");

        await projector.RebuildAsync(jobs);
        await grounds.OpenJobAsync("Job 30");
        await projector.CatchUpAsync();

        Assert.Equal(
            31,
            await grounds.AskAsync<long>("select count(distinct data ->> 'title') from views.jobs_1 where data ->> 'title' like 'Job %'")
        );
        await AssertEqualToRebuildAsync();
    }

    [Fact]
    public async Task a_view_of_another_shape_is_built_beside_the_old_one_which_goes_when_nobody_reads_it()
    {
        var next = new Jobs(shape: 2);
        await Grounds.MigrateAsync(grounds.ConnectionString, next);
        await grounds.OpenJobAsync();
        await ProjectAsync();
        var newer = new Projector(Store, [next, others], [], NullLogger<Projector>.Instance);
        await newer.CatchUpAsync();
        Assert.Equal(2, await grounds.AskAsync<long>("select (select count(*) from views.jobs_1) + (select count(*) from views.jobs_2)"));
        await grounds.DoAsync(
            """
            insert into events.view_table
            values ('views.jobs_1', 'jobs_1:All', clock_timestamp() - interval '2 days'),
            ('views.others_1', 'others_1:All', clock_timestamp() - interval '2 days')
            """
        );

        Assert.Equal(["views.jobs_1"], await newer.DropUnusedAsync(TimeSpan.FromDays(1)));

        Assert.True(
            await grounds.AskAsync<bool>(
                """
                select to_regclass('views.jobs_1') is null and to_regclass('views.jobs_2') is not null
                and to_regclass('views.others_1') is not null
                """
            )
        );
    }

    [Fact]
    public async Task a_reader_sees_its_own_write_on_the_node_that_leads_and_on_another()
    {
        using var leading = new Projector(Store, [jobs, others], [], NullLogger<Projector>.Instance);
        await using var elsewhere = Grounds.Source(grounds.ConnectionString);
        var other = new Projector(grounds.StoreOn(elsewhere), [jobs, others], [], NullLogger<Projector>.Instance);
        await leading.StartAsync(CancellationToken.None);

        for (var i = 0; i < 5; i++)
        {
            var job = Guid.CreateVersion7();
            var position = (await Store.AppendAsync(new Append().To<Job>(job, 0, new JobOpened("Mine")))).Position;
            Assert.True(await (i % 2 == 0 ? leading : other).WaitAsync(jobs, position, Patience.Long));
            Assert.Equal(1, await grounds.AskAsync<long>("select count(*) from views.jobs_1 where key = $1", job));
        }
        Assert.Equal(await Store.CeilingAsync(), (await leading.HealthAsync()).Followers.Max(f => f.Position));
        await leading.StopAsync(CancellationToken.None);
        Assert.Equal(0, await grounds.AskAsync<long>("select count(*) from events.lease"));
    }

    [Fact]
    public async Task random_operations_leave_what_a_dictionary_would_hold()
    {
        const int Seed = 4711;
        var random = new Random(Seed);
        var model = new Dictionary<Guid, List<int>>();
        var keys = new Dictionary<string, Guid>();
        var projector = new Projector(Store, [jobs], [], NullLogger<Projector>.Instance);
        for (var step = 0; step < 600; step++)
        {
            var stream = model.Count > 0 && random.Next(3) > 0 ? model.Keys.ElementAt(random.Next(model.Count)) : Guid.CreateVersion7();
            var version = model.TryGetValue(stream, out var held) ? held.Count : 0;
            var (expected, key, guard) = (
                random.Next(8) == 0 ? version + random.Next(1, 3) : version,
                random.Next(4) == 0 ? $"plot {random.Next(6)}" : null,
                model.Count > 0 && random.Next(4) == 0 ? model.Keys.ElementAt(random.Next(model.Count)) : (Guid?)null
            );
            var stale = random.Next(4) == 0 ? 1 : 0;
            var hours = Enumerable.Range(0, random.Next(1, 7)).Select(_ => random.Next(100)).ToList();
            var append = new Append().To<Job>(stream, expected, [.. hours.Select(h => (object)Grounds.Visit(h))]);
            if (key is not null)
                append.Reserve("plot", key, stream);
            if (guard is { } other)
                append.Guard(other, model[other].Count + stale);
            var refused =
                expected != version
                || (guard is { } g && g != stream && stale > 0)
                || (key is not null && keys.TryGetValue(key, out var owner) && owner != stream);
            try
            {
                await Store.AppendAsync(append);
                Assert.False(refused, $"seed {Seed}, step {step}");
                (held ?? (model[stream] = [])).AddRange(hours);
                if (key is not null)
                    keys[key] = stream;
            }
            catch (Exception e) when (e is StreamConflictException or ReservationTakenException)
            {
                Assert.True(refused, $"seed {Seed}, step {step}: {e.Message}");
            }
            if (random.Next(10) == 0)
                await projector.CatchUpAsync();
        }

        await projector.CatchUpAsync();
        foreach (var (stream, hours) in model)
            Assert.Equal(hours, (await Store.ReadStreamAsync(stream)).Select(e => ((VisitDone)e.Data).Hours));
        Assert.Equal(model.Count, await grounds.AskAsync<long>("select count(*) from views.jobs_1"));
        Assert.Equal(model.Values.Sum(h => h.Sum()), await grounds.AskAsync<long>("select sum((data ->> 'hours')::int) from views.jobs_1"));
        Assert.Equal(keys.Count, await grounds.AskAsync<long>("select count(*) from events.reservation"));
        Assert.Equal(0, await grounds.BrokenStreamsAsync());
    }

    private async Task<Projector> ProjectAsync()
    {
        var projector = new Projector(Store, [jobs, others], [], NullLogger<Projector>.Instance);
        await projector.CatchUpAsync();
        return projector;
    }

    private async Task AssertEqualToRebuildAsync()
    {
        const string Sum = "select md5(string_agg(key || data::text, ',' order by key)) from views.jobs_1";
        var live = await grounds.AskAsync<string>(Sum);
        var projector = new Projector(Store, [jobs], [], NullLogger<Projector>.Instance);
        await projector.ResetAsync(jobs);
        await projector.CatchUpAsync();
        Assert.Equal(live, await grounds.AskAsync<string>(Sum));
    }

    // Follows the log by its ceiling until told to stop, and then to the end.
    private async Task<List<StoredEvent>> FollowAsync(CancellationToken stop)
    {
        var (seen, at) = (new List<StoredEvent>(), 0L);
        while (true)
        {
            var last = stop.IsCancellationRequested;
            var ceiling = await Store.CeilingAsync(CancellationToken.None);
            while (at < ceiling)
            {
                var page = await Store.ReadAllAsync(at, ceiling, 500, cancel: CancellationToken.None);
                seen.AddRange(page);
                at = page.Count < 500 ? ceiling : page[^1].Position;
            }
            if (last)
                return seen;
            await Task.Yield();
        }
    }

    private async Task<IReadOnlyList<StoredEvent>> AllAsync() => await Store.ReadAllAsync(0, long.MaxValue, int.MaxValue);

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
