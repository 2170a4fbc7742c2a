using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tests.Engine;

/// <summary>The connection is lost while a commit is under way: what is answered must be what happened, with a key and without.</summary>
public sealed class UnknownOutcomeTests(Allotment allotment) : IClassFixture<Allotment>, IAsyncLifetime
{
    private CuttingProxy proxy = null!;
    private Allotment far = null!;
    private Guid plot;

    public static TheoryData<string?> Keys => [null, "a key"];

    public async Task InitializeAsync()
    {
        proxy = new CuttingProxy(allotment.ConnectionString);
        far = await Allotment.OnAsync(proxy.ConnectionString);
        plot = await allotment.LetAsync();
        // What is prepared is prepared.
        await far.DoAsync(new TendPlot(plot, 1));
    }

    public async Task DisposeAsync()
    {
        await far.DisposeAsync();
        proxy.Dispose();
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task an_answer_lost_after_the_commit_is_found_in_the_log(string? key)
    {
        for (var round = 0; round < 10; round++)
        {
            proxy.CutBeforeAnswer();
            var done = await far.DoAsync(new TendPlot(plot, 10 + round), Of(key, round));
            var last = (await allotment.Store.ReadStreamAsync(plot))[^1];
            Assert.Equal((10 + round, done.Position, done.Versions[plot]), (((PlotTended)last.Data).Hours, last.Sequence, last.Version));
            if (key is not null)
                Assert.Equal(
                    done with
                    {
                        Replayed = true,
                        Versions = done.Versions,
                    },
                    Like(done, await far.DoAsync(new TendPlot(plot, 10 + round), Of(key, round)))
                );
        }
        Assert.Equal(10, proxy.Cuts);
        Assert.Equal(12, (await allotment.Store.FetchAsync<Plot>(plot)).Version);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task an_answer_is_the_same_to_the_letter_though_the_first_was_lost(string? key)
    {
        var fresh = Guid.CreateVersion7();
        proxy.CutBeforeAnswer();
        var done = await far.DoAsync(new LetPlot(fresh, fresh.ToString("N"), "Ada"), Of(key));
        Assert.Equal($$"""{"weight":1.50,"number":"{{fresh:N}}"}""", done.Answer!.ToJsonString());
        Assert.Equal((1, 1), (proxy.Cuts, (int)done.Versions[fresh]));
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task a_commit_that_never_arrived_is_sent_again(string? key)
    {
        for (var round = 0; round < 10; round++)
        {
            proxy.CutBeforeForwarding();
            await far.DoAsync(new TendPlot(plot, 10 + round), Of(key, round));
        }
        Assert.Equal(10, proxy.Cuts);
        Assert.Equal(
            Enumerable.Range(10, 10).Prepend(1),
            (await allotment.Store.ReadStreamAsync(plot)).Skip(1).Select(f => ((PlotTended)f.Data).Hours)
        );
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task a_backend_that_is_ended_in_its_commit_has_not_committed_and_it_is_done_again(string? key)
    {
        await using var gate = await Gate.CloseAsync(allotment);
        var waiting = far.SendAsync(new TendPlot(plot, 7), Of(key));
        await allotment.UntilSomebodyWaitsAsync("advisory");
        Assert.Equal(
            1,
            await allotment.AskAsync<long>(
                """
                with ended as (select pg_terminate_backend(pid, 60000) from pg_stat_activity
                where wait_event = 'advisory' and datname = current_database()) select count(*) from ended
                """
            )
        );
        await gate.OpenAsync();

        Assert.Equal(3, Assert.IsType<Outcome.Done>(await waiting).Versions[plot]);
        Assert.Equal(3, (await allotment.Store.FetchAsync<Plot>(plot)).Version);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task a_commit_that_still_waits_when_its_caller_is_cut_off_is_waited_for(string? key)
    {
        await using var gate = await Gate.CloseAsync(allotment);
        var waiting = far.SendAsync(new TendPlot(plot, 7), Of(key));
        await allotment.UntilSomebodyWaitsAsync("advisory");
        proxy.CutAll();
        // Whoever settles the matter waits for the stream, which the lost session holds.
        await allotment.UntilAsync(
            """
            select exists (select from pg_stat_activity where query like '%events.settled%' and wait_event_type = 'Lock'
            and datname = current_database())
            """
        );
        await gate.OpenAsync();

        Assert.Equal(3, Assert.IsType<Outcome.Done>(await waiting).Versions[plot]);
        Assert.Equal(3, (await allotment.Store.FetchAsync<Plot>(plot)).Version);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task a_caller_who_leaves_during_the_commit_leaves_nothing_behind(string? key)
    {
        await using var gate = await Gate.CloseAsync(allotment);
        using var leaving = new CancellationTokenSource();
        var waiting = far.SendAsync(new TendPlot(plot, 7), Of(key), cancel: leaving.Token);
        await allotment.UntilSomebodyWaitsAsync("advisory");
        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<Exception>(() => waiting);
        Assert.Equal(2, (await allotment.Store.FetchAsync<Plot>(plot)).Version);
        await gate.OpenAsync();
        Assert.False((await far.DoAsync(new TendPlot(plot, 7), Of(key))).Replayed);
        Assert.Equal(3, (await allotment.Store.FetchAsync<Plot>(plot)).Version);
    }

    [Theory]
    [MemberData(nameof(Keys))]
    public async Task a_caller_who_leaves_when_the_commit_stands_is_told_so(string? key)
    {
        proxy.KeepAnswer();
        using var leaving = new CancellationTokenSource();
        var waiting = far.SendAsync(new TendPlot(plot, 7), Of(key), cancel: leaving.Token);
        await allotment.UntilAsync("select version = 3 from events.mt_streams where id = $1", plot);
        await leaving.CancelAsync();

        Assert.Equal(3, Assert.IsType<Outcome.Done>(await waiting).Versions[plot]);
        Assert.Equal(3, (await allotment.Store.FetchAsync<Plot>(plot)).Version);
    }

    [Fact]
    public async Task what_is_held_is_held_before_anything_is_sent_and_until_the_server_has_finished()
    {
        const string Hold = "select pg_advisory_xact_lock_shared(424242)";
        var before = proxy.Sent.Length;
        await using var gate = await Gate.CloseAsync(allotment);
        var waiting = far.SendAsync(
            new TendPlot(plot, 7),
            new CommandContext(Actor.System)
            {
                Holding = async (connection, cancel) =>
                {
                    await using var hold = new NpgsqlCommand(Hold, connection);
                    await hold.ExecuteNonQueryAsync(cancel);
                    Assert.DoesNotContain("hold_streams", proxy.Sent[before..], StringComparison.Ordinal);
                },
            }
        );
        await allotment.UntilSomebodyWaitsAsync("advisory");
        proxy.CutAll();
        await allotment.UntilAsync(
            "select exists (select from pg_stat_activity where query like '%events.settled%' and wait_event_type = 'Lock')"
        );

        // Nobody is left at the other end, and the lock stands.
        Assert.False(await allotment.AskAsync<bool>("select pg_try_advisory_lock(424242)"));
        await gate.OpenAsync();
        Assert.IsType<Outcome.Done>(await waiting);
        Assert.Equal(0, await allotment.AskAsync<long>("select count(*) from pg_locks where objid = 424242 and locktype = 'advisory'"));
        var sent = proxy.Sent[before..];
        Assert.InRange(sent.IndexOf(Hold, StringComparison.Ordinal), 0, sent.IndexOf("COMMIT\0", StringComparison.Ordinal));
    }

    private string? Of(string? key, int round = 0) => key is null ? null : $"{key} {plot} {round}";

    // Versions are compared as what they hold.
    private static Outcome.Done Like(Outcome.Done first, Outcome.Done again)
    {
        Assert.Equal(first.Versions, again.Versions);
        return again with { Versions = first.Versions };
    }
}
