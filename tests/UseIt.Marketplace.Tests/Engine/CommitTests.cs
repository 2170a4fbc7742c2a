using System.Diagnostics;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tests.Engine;

/// <summary>What a command decides is stored whole or not at all, on what it has seen and on nothing else.</summary>
public sealed class CommitTests(Allotment allotment) : IClassFixture<Allotment>
{
    [Fact]
    public async Task one_commit_writes_several_streams_claims_inline_views_and_further_statements()
    {
        var (plot, other, letter, number) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Number());

        var done = Assert.IsType<Outcome.Done>(
            await allotment.SendAsync(
                new LetPair(plot, other, number, letter),
                new CommandContext(
                    Allotment.Warden with
                    {
                        Organisation = new Guid("01900000-0000-7000-8000-00000000cafe"),
                    },
                    CorrelationId: "story",
                    CausationId: "cause"
                )
            )
        );

        Assert.Equal((3, 1), (done.Versions[plot], done.Versions[other]));
        Assert.Equal(5, (await allotment.PlotAsync(plot)).Hours);
        Assert.Equal(
            2,
            await allotment.AskAsync<long>("select count(*) from views.let_plots_1 where plot = any($1)", new[] { plot, other })
        );
        Assert.Equal(
            plot,
            await allotment.AskAsync<Guid>("select owner from events.reservation where scope = 'plot' and key = $1", number)
        );
        Assert.Equal(1, await allotment.AskAsync<long>("select count(*) from letter where id = $1", letter));
        var facts = await allotment.Store.ReadStreamAsync(plot);
        Assert.Equal(["plot_let", "plot_tended", "plot_tended"], facts.Select(f => f.EventTypeName));
        Assert.Equal([1L, 2L, 3L], facts.Select(f => f.Version));
        Assert.Equal(done.Position, Math.Max(facts[^1].Sequence, (await allotment.Store.ReadStreamAsync(other))[0].Sequence));
        Assert.Equal(
            (Allotment.Warden.Person.ToString(), "story", "cause", "warden", "01900000-0000-7000-8000-00000000cafe"),
            (
                facts[0].UserName,
                facts[0].CorrelationId,
                facts[0].CausationId,
                facts[0].Headers!["authority"].ToString(),
                facts[0].Headers!["organisation"].ToString()
            )
        );
        Assert.Single(facts.Select(f => f.Timestamp).Distinct());
    }

    [Theory]
    [InlineData("written stream moved")]
    [InlineData("claim taken")]
    [InlineData("failing statement")]
    [InlineData("failing inline view")]
    public async Task when_one_part_fails_nothing_is_there_and_no_number_was_drawn(string part)
    {
        var guarded = await allotment.LetAsync();
        var (plot, other, letter, number) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7(), Number());
        if (part == "claim taken")
            await allotment.DoAsync(new LetPlot(Guid.CreateVersion7(), number, "Bea"));
        if (part == "failing statement")
            await allotment.RunAsync("insert into letter values ($1)", letter);
        if (part == "failing inline view")
            await allotment.RunAsync("insert into views.let_plots_1 values ($1, 'squat')", other);
        if (part == "written stream moved")
            await allotment.DoAsync(new BreakGround(other, 1));
        var before = await EverythingAsync();
        var drawn = await allotment.NumbersAsync();

        Outcome? outcome = null;
        Exception? failed = null;
        try
        {
            outcome = await allotment.SendAsync(new LetPair(plot, other, number, letter, guarded));
        }
        catch (Exception e)
        {
            failed = e;
        }

        switch (part)
        {
            case "written stream moved":
                Assert.Equal(new Outcome.Conflict(other, 0, 1), outcome);
                break;
            case "claim taken":
                Assert.Equal("plot-taken", Assert.Single(Assert.IsType<Outcome.Refused>(outcome).Refusals).Code);
                break;
            default:
                Assert.NotNull(failed);
                break;
        }
        Assert.Equal(before, await EverythingAsync());
        // A view is written beside the facts, after which nothing else can fail.
        if (part != "failing inline view")
            Assert.Equal(drawn, await allotment.NumbersAsync());

        Task<string> EverythingAsync() =>
            allotment.AskAsync<string>(
                """
                select concat((select count(*) from events.mt_events where type <> 'tombstone'), ' ',
                  (select string_agg(id || ':' || version, ',' order by id) from events.mt_streams where version > 0), ' ',
                  (select string_agg(key || owner, ',' order by key) from events.reservation),
                  ' ', (select count(*) from letter), ' ', (select count(*) from views.let_plots_1))
                """
            );
    }

    [Fact]
    public async Task a_conflict_names_the_stream_and_both_versions_and_draws_no_number()
    {
        var (plot, guarded) = (await allotment.LetAsync(), await allotment.LetAsync());
        await allotment.DoAsync(new TendPlot(guarded, 1));
        var drawn = await allotment.NumbersAsync();
        for (var i = 0; i < 100; i++)
        {
            await using var session = allotment.Store.LightweightSession();
            var action = session.Events.Append(plot, new PlotTended(1));
            action.ExpectedVersionOnServer = 1;
            session.QueueOperation(new HoldStreams([(plot, 1, true), (guarded, 1, false)]));
            var conflict = await Assert.ThrowsAsync<StreamConflictException>(() => session.SaveChangesAsync());
            Assert.Equal((guarded, 1L, (long?)2), (conflict.Stream, conflict.Expected, conflict.Actual));
        }
        Assert.Equal(drawn, await allotment.NumbersAsync());
    }

    [Fact]
    public async Task who_loses_decides_again_on_what_is_there_and_draws_no_number()
    {
        for (var i = 0; i < 100; i++)
        {
            var (plot, guarded) = (await allotment.LetAsync(), await allotment.LetAsync());
            var times = 0;
            allotment.Between[plot] = () => times++ == 0 ? allotment.DoAsync(new TendPlot(guarded, 1)) : Task.CompletedTask;

            var refused = Assert.IsType<Outcome.Refused>(await allotment.SendAsync(new TendFirst(plot, guarded)));

            Assert.Equal(("other-was-first", 2), (refused.Refusals[0].Code, times));
        }
        // Every number that was drawn is a fact's.
        Assert.True(
            await allotment.AskAsync<bool>(
                """
                select count(*) = max(seq_id) - min(seq_id) + 1
                from (select seq_id from events.mt_events order by seq_id desc limit 300) f
                """
            )
        );
    }

    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(5)]
    [InlineData(200)]
    public async Task any_number_of_facts_is_written_in_order(int count)
    {
        var plot = Guid.CreateVersion7();
        await allotment.DoAsync(new BreakGround(plot, count));

        var read = await allotment.Store.ReadStreamAsync(plot);

        Assert.Equal(Enumerable.Range(1, count), read.Select(f => ((PlotTended)f.Data).Hours));
        Assert.Equal(Enumerable.Range(1, count).Select(i => (long)i), read.Select(f => f.Version));
        Assert.True(read.Zip(read.Skip(1)).All(p => p.First.Sequence < p.Second.Sequence));
    }

    [Fact]
    public async Task sixteen_writers_of_one_stream_get_every_one_of_their_twenty_commands_done()
    {
        var plot = await allotment.LetAsync();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 16)
                .Select(writer =>
                    Task.Run(async () =>
                    {
                        var came = new List<Outcome>();
                        for (var i = 0; i < 20; i++)
                            came.Add(await allotment.SendAsync(new TendPlot(plot, (writer * 1000) + i)));
                        return came;
                    })
                )
        );

        Assert.All(outcomes.SelectMany(o => o), o => Assert.IsType<Outcome.Done>(o));
        var tended = (await allotment.Store.ReadStreamAsync(plot)).Skip(1).Select(f => ((PlotTended)f.Data).Hours).Order();
        Assert.Equal(Enumerable.Range(0, 16).SelectMany(w => Enumerable.Range(0, 20).Select(i => (w * 1000) + i)), tended);
        Assert.Equal(0, await allotment.BrokenStreamsAsync());
    }

    [Fact]
    public async Task of_a_hundred_pairs_that_are_not_there_yet_never_both_come_to_be()
    {
        for (var pair = 0; pair < 100; pair++)
        {
            var (a, b) = (Guid.CreateVersion7(), Guid.CreateVersion7());
            await allotment.DoAsync(new BreakGround(a, 0));
            var outcomes = await Task.WhenAll(
                Task.Run(() => allotment.SendAsync(new TendFirst(a, b))),
                Task.Run(() => allotment.SendAsync(new TendFirst(b, a)))
            );
            Assert.Single(outcomes, o => o is Outcome.Done);
            Assert.Equal("other-was-first", Assert.Single(Assert.Single(outcomes.OfType<Outcome.Refused>()).Refusals).Code);
        }
        Assert.Equal(0, await allotment.BrokenStreamsAsync());
    }

    [Fact]
    public async Task of_three_hundred_pairs_that_each_guard_what_the_other_writes_never_both_are_done()
    {
        var conflicts = 0;
        for (var pair = 0; pair < 300; pair++)
        {
            var (a, b) = (await allotment.LetAsync(), await allotment.LetAsync());
            // Both have read before either writes, on their first attempt; and whoever comes again says what it saw.
            using var both = new Barrier(2);
            foreach (var plot in new[] { a, b })
            {
                var times = 0;
                allotment.Between[plot] = () =>
                    Interlocked.Increment(ref times) == 1 ? Task.Run(() => both.SignalAndWait(Testing.Patience.Long)) : Task.CompletedTask;
            }
            var outcomes = await Task.WhenAll(
                allotment.SendAsync(new TendFirst(a, b), seen: 1),
                allotment.SendAsync(new TendFirst(b, a), seen: 1)
            );
            Assert.Single(outcomes, o => o is Outcome.Done);
            conflicts += outcomes.Count(o => o is Outcome.Refused);
        }
        Assert.Equal(300, conflicts);
    }

    [Fact]
    public async Task a_guarded_stream_cannot_move_until_the_commit()
    {
        var (tended, guarded) = (await allotment.LetAsync(), await allotment.LetAsync());
        await using var gate = await Gate.CloseAsync(allotment);
        var holding = allotment.SendAsync(new TendFirst(tended, guarded));
        await allotment.UntilSomebodyWaitsAsync("advisory");

        var moving = allotment.SendAsync(new TendPlot(guarded, 1));
        await allotment.UntilAsync(
            """
            select count(*) = 2 from pg_stat_activity a where a.wait_event_type = 'Lock' and a.datname = current_database()
            """
        );
        Assert.False(moving.IsCompleted);
        await gate.OpenAsync();

        Assert.IsType<Outcome.Done>(await holding);
        Assert.Equal(2, Assert.IsType<Outcome.Done>(await moving).Versions[guarded]);
    }

    [Fact]
    public async Task what_was_not_there_cannot_come_into_being_until_the_commit()
    {
        var (tended, absent) = (await allotment.LetAsync(), Guid.CreateVersion7());
        await using var gate = await Gate.CloseAsync(allotment);
        var holding = allotment.SendAsync(new TendFirst(tended, absent));
        await allotment.UntilSomebodyWaitsAsync("advisory");

        var starting = allotment.SendAsync(new BreakGround(absent, 1));
        await allotment.UntilAsync(
            """
            select count(*) = 2 from pg_stat_activity a where a.wait_event_type = 'Lock' and a.datname = current_database()
            """
        );
        Assert.False(starting.IsCompleted);
        await gate.OpenAsync();

        Assert.IsType<Outcome.Done>(await holding);
        Assert.Equal(1, Assert.IsType<Outcome.Done>(await starting).Versions[absent]);
    }

    [Fact]
    public async Task who_says_what_was_seen_is_told_of_another_version_of_the_handlers_first_state()
    {
        var (plot, other) = (await allotment.LetAsync(), await allotment.LetAsync());
        await allotment.DoAsync(new TendPlot(other, 1));
        await allotment.DoAsync(new TendPlot(other, 1));

        // Authorise and the command name the other first; Handle, the plot.
        Assert.IsType<Outcome.Done>(await allotment.SendAsync(new Compare(other, plot), seen: 1));
        Assert.Equal(new Outcome.Conflict(plot, 1, 2), await allotment.SendAsync(new Compare(other, plot), seen: 1));
        Assert.Equal(2, (await allotment.Store.FetchAsync<Plot>(plot)).Version);
    }

    [Fact]
    public async Task without_an_id_a_state_is_empty_and_nothing_is_guarded()
    {
        var plot = await allotment.LetAsync();
        Assert.Equal(2, (await allotment.DoAsync(new TendFirst(plot, null))).Versions[plot]);
    }

    [Fact]
    public async Task what_was_never_read_is_written_only_where_there_is_nothing()
    {
        var plot = Guid.CreateVersion7();
        Assert.Equal(2, (await allotment.DoAsync(new BreakGround(plot, 2))).Versions[plot]);
        Assert.Equal(new Outcome.Conflict(plot, 0, 2), await allotment.SendAsync(new BreakGround(plot, 1)));
        var fresh = Guid.CreateVersion7();
        var racers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() => allotment.SendAsync(new BreakGround(fresh, 1)))));
        Assert.Single(racers, r => r is Outcome.Done);
        Assert.Equal(7, racers.Count(r => r is Outcome.Conflict { Expected: 0, Actual: 1 }));
    }

    [Fact]
    public async Task what_was_only_peeked_at_may_change()
    {
        var (plot, other) = (await allotment.LetAsync(), await allotment.LetAsync());
        allotment.Between[plot] = () => allotment.DoAsync(new TendPlot(other, 5));

        await allotment.DoAsync(new TendBeside(plot, other));

        Assert.Equal((1, 5), ((await allotment.PlotAsync(plot)).Hours, (await allotment.PlotAsync(other)).Hours));
    }

    [Fact]
    public async Task several_streams_are_read_in_one_round_trip_and_guarded()
    {
        var plots = new List<Guid>();
        for (var i = 0; i < 20; i++)
            plots.Add(await allotment.LetAsync());
        var plot = await allotment.LetAsync();
        var trips = new List<string>();
        using var parent = new Activity("walk");
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Npgsql",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == parent.TraceId)
                    lock (trips)
                        trips.Add(activity.DisplayName);
            },
        };
        ActivitySource.AddActivityListener(listener);
        var times = 0;
        var read = 0;
        allotment.Between[plot] = async () =>
        {
            lock (trips)
                read = trips.Count;
            if (times++ == 0)
                await Task.Run(() => allotment.DoAsync(new TendPlot(plots[7], 4)));
        };
        parent.Start();
        var done = await allotment.DoAsync(new WalkRound(plot, plots));
        parent.Stop();

        // The second attempt: one trip for the handler's state, key and clock, one for the twenty.
        Assert.Equal(2, times);
        Assert.Equal(4, (await allotment.PlotAsync(plot)).Hours);
        Assert.Equal(2, done.Versions[plot]);
        trips.Clear();
        allotment.Between[plot] = () =>
        {
            lock (trips)
                read = trips.Count;
            return Task.CompletedTask;
        };
        using var again = new Activity("again").SetParentId(parent.TraceId, parent.SpanId);
        again.Start();
        await allotment.DoAsync(new WalkRound(plot, plots));
        again.Stop();
        Assert.Equal(2, read);
    }

    [Fact]
    public async Task a_key_has_one_owner_however_many_want_it_and_may_be_given_back()
    {
        var number = Number();
        var plots = Enumerable.Range(0, 12).Select(_ => Guid.CreateVersion7()).ToArray();
        var outcomes = await Task.WhenAll(plots.Select(p => Task.Run(() => allotment.SendAsync(new LetPlot(p, number, "Ada")))));

        var owner = Assert.Single(plots.Zip(outcomes), o => o.Second is Outcome.Done).First;
        Assert.All(
            outcomes.OfType<Outcome.Refused>(),
            o => Assert.Equal(("plot-taken", "plot"), (Assert.Single(o.Refusals).Code, o.Refusals[0].Arguments!["scope"]))
        );
        Assert.Equal(11, outcomes.Count(o => o is Outcome.Refused));
        await allotment.DoAsync(new GiveUpPlot(owner, number, plots.First(p => p != owner)));
        Assert.IsType<Outcome.Refused>(await allotment.SendAsync(new LetPlot(Guid.CreateVersion7(), number, "Bea")));
        await allotment.DoAsync(new GiveUpPlot(owner, number, owner));
        await allotment.DoAsync(new LetPlot(Guid.CreateVersion7(), number, "Bea"));
    }

    [Fact]
    public async Task a_stream_is_folded_as_of_an_instant_and_a_version()
    {
        var plot = await allotment.LetAsync();
        await allotment.DoAsync(new TendPlot(plot, 2));
        var then = (await allotment.Store.ReadStreamAsync(plot))[^1].Timestamp;
        await allotment.DoAsync(new TendPlot(plot, 5));

        var read = await allotment.Store.FetchAsOfAsync<Plot>(plot, then);
        Assert.Equal((2L, 2), (read.Version, read.State.Hours));
        Assert.Equal(0, (await allotment.Store.FetchAsOfAsync<Plot>(plot, 1)).State.Hours);
        Assert.Equal(7, (await allotment.Store.FetchAsOfAsync<Plot>(plot, 3)).State.Hours);
        Assert.False((await allotment.Store.FetchAsOfAsync<Plot>(plot, then.AddDays(-1))).Exists);
    }

    [Fact]
    public async Task not_allowed_is_decided_before_anything_is_written()
    {
        var plot = await allotment.LetAsync();
        Assert.Equal(
            new Outcome.Denied(Access.Forbidden),
            await allotment.SendAsync(new LetPlot(Guid.CreateVersion7(), Number(), "Ada"), actor: Actor.Anonymous)
        );
        Assert.Equal(new Outcome.Denied(Access.NotFound), await allotment.SendAsync(new TendPlot(plot, 1), actor: Actor.Anonymous));
        Assert.IsType<Outcome.Done>(
            await allotment.SendAsync(new LetPlot(Guid.CreateVersion7(), Number(), "Ada"), actor: Allotment.Warden)
        );
    }

    private static string Number() => Guid.NewGuid().ToString("N");
}

/// <summary>While it is closed, whoever commits facts waits in the commit itself.</summary>
internal sealed class Gate : IAsyncDisposable
{
    private const string Lock = "7501";

    private readonly NpgsqlConnection holder;

    private Gate(NpgsqlConnection holder) => this.holder = holder;

    public static async Task<Gate> CloseAsync(Allotment allotment)
    {
        await allotment.RunAsync(
            $"""
            create or replace function public.gate() returns trigger language plpgsql as $$
            begin perform pg_advisory_xact_lock_shared({Lock}); return null; end $$;
            drop trigger if exists gate on events.mt_events;
            create constraint trigger gate after insert on events.mt_events deferrable initially deferred
            for each row execute function public.gate()
            """
        );
        var holder = new NpgsqlConnection(allotment.ConnectionString);
        await holder.OpenAsync();
        await RunAsync(holder, $"select pg_advisory_lock({Lock})");
        return new Gate(holder);
    }

    public Task OpenAsync() => RunAsync(holder, $"select pg_advisory_unlock({Lock})");

    public async ValueTask DisposeAsync()
    {
        await RunAsync(holder, "select pg_advisory_unlock_all()");
        await RunAsync(holder, "drop trigger gate on events.mt_events");
        await holder.DisposeAsync();
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }
}
