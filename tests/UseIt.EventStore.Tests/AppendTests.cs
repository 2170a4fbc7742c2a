using Npgsql;

namespace UseIt.EventStore.Tests;

public sealed class AppendTests : IAsyncLifetime
{
    private Grounds grounds = null!;

    public async Task InitializeAsync() => grounds = await Grounds.NewAsync();

    public async Task DisposeAsync() => await grounds.DisposeAsync();

    private EventStore Store => grounds.Store;

    [Fact]
    public async Task one_append_writes_several_streams_reservations_inline_views_and_further_statements()
    {
        await grounds.DoAsync("create table letter (id uuid primary key)");
        var (mowing, hedges, letter) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());

        var appended = await Store.AppendAsync(
            new Append
            {
                Metadata = new EventMetadata(
                    "person",
                    "story",
                    "cause",
                    new Dictionary<string, string> { ["organisation"] = "Ladywood Grounds CIC" }
                ),
            }
                .To<Job>(mowing, 0, new JobOpened("Mow the verges"), Grounds.Visit(3))
                .To<Job>(hedges, 0, new JobOpened("Cut the hedges"))
                .To<Job>(mowing, 0, Grounds.Visit(2))
                .Reserve("job-title", "Mow the verges", mowing)
                .With(Letter(letter))
        );

        Assert.Equal(3, appended.Versions[mowing]);
        Assert.Equal(1, appended.Versions[hedges]);
        Assert.Equal(5, (await Store.FetchAsync<Job>(mowing)).State.Hours);
        Assert.Equal(2, await grounds.AskAsync<long>("select count(*) from views.open_jobs_1"));
        Assert.Equal(mowing, await grounds.AskAsync<Guid>("select owner from events.reservation"));
        Assert.Equal(letter, await grounds.AskAsync<Guid>("select id from letter"));
        var all = await Store.ReadAllAsync(0, await Store.CeilingAsync(), 10);
        Assert.Equal(["job_opened", "visit_done", "job_opened", "visit_done"], all.Select(e => e.Type));
        Assert.Equal([1L, 2L, 1L, 3L], all.Select(e => e.Version));
        Assert.Equal(appended.Position, all[^1].Position);
        Assert.Equal("Ladywood Grounds CIC", all[0].Metadata.Headers!["organisation"]);
        Assert.Equal(("person", "story", "cause"), (all[0].Metadata.Actor, all[0].Metadata.CorrelationId, all[0].Metadata.CausationId));
        Assert.Single(all.Select(e => e.Timestamp).Distinct());
    }

    [Theory]
    [InlineData("stale stream")]
    [InlineData("stale guard")]
    [InlineData("guard of what exists as if it did not")]
    [InlineData("reservation taken")]
    [InlineData("failing statement")]
    [InlineData("failing inline view")]
    public async Task when_one_part_fails_nothing_of_the_append_is_there(string part)
    {
        var job = await grounds.OpenJobAsync();
        await Store.AppendAsync(new Append().Reserve("job-title", "Mow the verges", job));
        await grounds.DoAsync("create table letter (id uuid primary key)");
        var before = await EverythingAsync();
        var fresh = Guid.CreateVersion7();
        var append = new Append()
            .To<Job>(fresh, 0, new JobOpened("Sweep the paths"), Grounds.Visit())
            .Reserve("job-title", "Sweep the paths", fresh)
            .With(Letter(fresh));

        await Assert.ThrowsAnyAsync<Exception>(() =>
            Store.AppendAsync(
                part switch
                {
                    "stale stream" => append.To<Job>(job, 7, Grounds.Visit()),
                    "stale guard" => append.Guard(job, 7),
                    "guard of what exists as if it did not" => append.Guard(job, 0),
                    "reservation taken" => append.Reserve("job-title", "Mow the verges", fresh),
                    "failing statement" => append.With(Letter(fresh)),
                    _ => append.To<Job>(job, 1, new JobOpened("Opened twice")),
                }
            )
        );

        Assert.Equal(before, await EverythingAsync());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(4)]
    [InlineData(5)]
    [InlineData(200)]
    public async Task any_number_of_facts_is_written_in_order(int count)
    {
        var job = Guid.CreateVersion7();
        await Store.AppendAsync(new Append().To<Job>(job, 0, [.. Enumerable.Range(1, count).Select(i => (object)Grounds.Visit(i))]));

        var read = await Store.ReadStreamAsync(job);

        Assert.Equal(Enumerable.Range(1, count), read.Select(e => ((VisitDone)e.Data).Hours));
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), read.Select(e => e.Version));
        Assert.True(read.Zip(read.Skip(1)).All(p => p.First.Position < p.Second.Position));
    }

    [Fact]
    public async Task of_many_writers_with_retry_each_fact_is_there_exactly_once()
    {
        const int Writers = 16,
            Each = 12;
        var job = await grounds.OpenJobAsync();

        await Task.WhenAll(
            Enumerable
                .Range(0, Writers)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        for (var i = 0; i < Each; )
                        {
                            var read = await Store.FetchAsync<Job>(job);
                            try
                            {
                                await Store.AppendAsync(new Append().To<Job>(job, read.Version, Grounds.Visit(writer * 1000 + i)));
                                i++;
                            }
                            catch (StreamConflictException e)
                            {
                                Assert.Equal(read.Version, e.Expected);
                            }
                        }
                    })
                )
        );

        var visits = (await Store.ReadStreamAsync(job)).Skip(1).Select(e => ((VisitDone)e.Data).Hours).Order();
        Assert.Equal(Enumerable.Range(0, Writers).SelectMany(w => Enumerable.Range(0, Each).Select(i => w * 1000 + i)), visits);
        Assert.Equal(0, await grounds.BrokenStreamsAsync());
    }

    [Fact]
    public async Task a_stale_append_says_what_it_expected_and_what_is_there()
    {
        var job = await grounds.OpenJobAsync();
        await Store.AppendAsync(new Append().To<Job>(job, 1, Grounds.Visit()));

        var conflict = await Assert.ThrowsAsync<StreamConflictException>(() =>
            Store.AppendAsync(new Append().To<Job>(job, 1, Grounds.Visit()))
        );

        Assert.Equal((job, 1L, 2L), (conflict.Stream, conflict.Expected, conflict.Actual));
        await Assert.ThrowsAsync<StreamConflictException>(() => Store.AppendAsync(new Append().To<Job>(job, 0, new JobOpened("Again"))));
    }

    [Fact]
    public async Task a_guarded_stream_cannot_move_until_the_commit()
    {
        var tender = await grounds.OpenJobAsync("The tender");
        await using var holder = await grounds.Database.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await Store.AppendAsync(new Append().To<Job>(Guid.CreateVersion7(), 0, new JobOpened("A bid")).Guard(tender, 1), holder);

        var closing = Store.AppendAsync(new Append().To<Job>(tender, 1, new JobClosed("The deadline")));
        await WaitsAsync(1);
        Assert.False(closing.IsCompleted);
        await transaction.CommitAsync();

        Assert.Equal(2, (await closing).Versions[tender]);
        await Assert.ThrowsAsync<StreamConflictException>(() =>
            Store.AppendAsync(new Append().To<Job>(Guid.CreateVersion7(), 0, new JobOpened("Too late")).Guard(tender, 1))
        );
    }

    [Fact]
    public async Task what_is_guarded_as_absent_cannot_come_into_being_until_the_commit()
    {
        var absent = Guid.CreateVersion7();
        await using var holder = await grounds.Database.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await Store.AppendAsync(
            new Append().To<Job>(Guid.CreateVersion7(), 0, new JobOpened("Only while there is no other")).Guard(absent, 0),
            holder
        );

        var start = Store.AppendAsync(new Append().To<Job>(absent, 0, new JobOpened("The other")));
        await WaitsAsync(1);
        await transaction.CommitAsync();

        Assert.Equal(1, (await start).Versions[absent]);
        Assert.Equal(0, await grounds.BrokenStreamsAsync());
        await Assert.ThrowsAsync<StreamConflictException>(() =>
            Store.AppendAsync(new Append().To<Job>(Guid.CreateVersion7(), 0, new JobOpened("Not any more")).Guard(absent, 0))
        );
    }

    [Fact]
    public async Task of_two_that_each_guard_what_the_other_writes_one_is_refused()
    {
        for (var round = 0; round < 20; round++)
        {
            var (a, b) = (await grounds.OpenJobAsync(), await grounds.OpenJobAsync());
            var outcomes = await Task.WhenAll(
                TryAsync(new Append().To<Job>(a, 1, new JobClosed("b is open")).Guard(b, 1)),
                TryAsync(new Append().To<Job>(b, 1, new JobClosed("a is open")).Guard(a, 1))
            );
            Assert.Equal(1, outcomes.Count(done => done));
        }

        async Task<bool> TryAsync(Append append)
        {
            try
            {
                await Task.Run(() => Store.AppendAsync(append));
                return true;
            }
            catch (StreamConflictException)
            {
                return false;
            }
        }
    }

    [Fact]
    public async Task a_key_has_one_owner_however_many_want_it_and_may_be_given_back()
    {
        var jobs = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToArray();
        var outcomes = await Task.WhenAll(
            jobs.Select(job =>
                Task.Run(async () =>
                {
                    try
                    {
                        await Store.AppendAsync(new Append().To<Job>(job, 0, new JobOpened("Mine")).Reserve("plot", "7", job));
                        return true;
                    }
                    catch (ReservationTakenException e)
                    {
                        Assert.Equal("plot", e.Scope);
                        return false;
                    }
                })
            )
        );

        var owner = Assert.Single(jobs.Zip(outcomes), o => o.Second).First;
        Assert.Equal(1, await grounds.AskAsync<long>("select count(*) from events.mt_events"));
        await Store.AppendAsync(new Append().Reserve("plot", "7", owner));
        await Store.AppendAsync(new Append().Release("plot", "7", jobs.First(j => j != owner)));
        await Assert.ThrowsAsync<ReservationTakenException>(() =>
            Store.AppendAsync(new Append().Reserve("plot", "7", Guid.CreateVersion7()))
        );
        await Store.AppendAsync(new Append().Release("plot", "7", owner));
        await Store.AppendAsync(new Append().Reserve("plot", "7", Guid.CreateVersion7()));
    }

    [Fact]
    public async Task a_stream_is_folded_as_of_an_instant_and_a_version()
    {
        var job = await grounds.OpenJobAsync();
        await Store.AppendAsync(new Append().To<Job>(job, 1, Grounds.Visit(2)));
        var then = (await Store.ReadStreamAsync(job))[^1].Timestamp;
        await Store.AppendAsync(new Append().To<Job>(job, 2, Grounds.Visit(5)));

        Assert.Equal(
            (2L, 2),
            ((await Store.FetchAsOfAsync<Job>(job, then)).Version, (await Store.FetchAsOfAsync<Job>(job, then)).State.Hours)
        );
        Assert.Equal(0, (await Store.FetchAsOfAsync<Job>(job, 1)).State.Hours);
        Assert.Equal(7, (await Store.FetchAsOfAsync<Job>(job, 3)).State.Hours);
        Assert.False((await Store.FetchAsOfAsync<Job>(job, then.AddDays(-1))).Exists);
    }

    [Fact]
    public async Task event_times_are_the_stores_clock()
    {
        await grounds.DoAsync("update events.mark set clock_offset = interval '100 days'");
        var job = await grounds.OpenJobAsync();

        Assert.InRange(
            (await Store.ReadStreamAsync(job))[0].Timestamp,
            DateTimeOffset.UtcNow.AddDays(99),
            DateTimeOffset.UtcNow.AddDays(101)
        );
        await grounds.DoAsync("update events.mark set clock_offset = interval '0'");
        await Assert.ThrowsAsync<PostgresException>(() =>
            grounds.DoAsync("update events.mark set kind = 'live', clock_offset = interval '1 second'")
        );
    }

    [Fact]
    public async Task no_session_keeps_anything_after_its_use()
    {
        var jobs = new Jobs();
        await Grounds.MigrateAsync(grounds.ConnectionString, jobs);
        var projector = new Projector(Store, [jobs], [], Microsoft.Extensions.Logging.Abstractions.NullLogger<Projector>.Instance);
        for (var i = 0; i < 5; i++)
        {
            var job = await grounds.OpenJobAsync();
            await Assert.ThrowsAsync<StreamConflictException>(() => Store.AppendAsync(new Append().To<Job>(job, 9, Grounds.Visit())));
            await projector.CatchUpAsync();
        }
        await projector.RebuildAsync(jobs);

        await using var connection = await grounds.Database.OpenConnectionAsync();
        Assert.Equal(
            0,
            await CountAsync(
                """
                select count(*) from pg_settings
                where source = 'session' and name not in ('client_encoding', 'application_name', 'DateStyle', 'extra_float_digits')
                """
            )
        );
        Assert.Equal("", await AskAsync("show application_name"));
        Assert.Equal("0", await AskAsync("show lock_timeout"));
        Assert.Equal(
            0,
            await CountAsync(
                """
                select count(*) from pg_locks
                where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())
                """
            )
        );
        Assert.Equal(
            0,
            await CountAsync(
                "select count(*) from pg_stat_activity where state like 'idle in transaction%' and datname = current_database()"
            )
        );
        Assert.Equal(0, await CountAsync("select count(*) from pg_listening_channels()"));
        Assert.Equal(0, await CountAsync("select count(*) from pg_class where relpersistence = 't'"));

        async Task<long> CountAsync(string sql) => (long)(await AskAsync(sql))!;

        async Task<object?> AskAsync(string sql)
        {
            await using var command = new NpgsqlCommand(sql, connection);
            return await command.ExecuteScalarAsync();
        }
    }

    private Task<string> EverythingAsync() =>
        grounds.AskAsync<string>(
            """
            select concat((select count(*) from events.mt_events), ' ',
            (select string_agg(id || ':' || version, ',' order by id) from events.mt_streams), ' ',
              (select string_agg(key || owner, ',' order by key) from events.reservation),
              ' ', (select count(*) from letter), ' ', (select count(*) from views.open_jobs_1))
            """
        );

    private async Task WaitsAsync(int sessions)
    {
        while (
            await grounds.AskAsync<long>(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            ) < sessions
        )
            await Task.Yield();
    }

    private static NpgsqlBatchCommand Letter(Guid id)
    {
        var row = new NpgsqlBatchCommand("insert into letter values ($1)");
        row.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return row;
    }
}
