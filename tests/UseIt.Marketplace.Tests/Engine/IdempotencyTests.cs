using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tests.Engine;

public sealed class IdempotencyTests(Allotment allotment) : IClassFixture<Allotment>
{
    private readonly string key = Guid.NewGuid().ToString();

    [Fact]
    public async Task a_command_sent_again_under_its_key_is_answered_again_to_the_letter_and_done_once()
    {
        var command = new LetPlot(Guid.CreateVersion7(), key, "Ada");

        var first = Assert.IsType<Outcome.Done>(await allotment.SendAsync(command, key, "print"));
        await allotment.DoAsync(new TendPlot(command.PlotId, 1));
        var again = Assert.IsType<Outcome.Done>(await allotment.SendAsync(command, key, "print"));

        Assert.Equal((false, true), (first.Replayed, again.Replayed));
        Assert.Equal((first.Position, first.Answer!.ToJsonString()), (again.Position, again.Answer!.ToJsonString()));
        Assert.Equal(first.Versions, again.Versions);
        Assert.Equal($$"""{"weight":1.50,"number":"{{key}}"}""", again.Answer!.ToJsonString());
        Assert.IsType<Outcome.KeyReused>(await allotment.SendAsync(command, key, "another print"));
        Assert.Equal(2, (await allotment.Store.ReadStreamAsync(command.PlotId)).Count);
    }

    [Fact]
    public async Task a_hundred_repeats_draw_no_number()
    {
        var plot = await allotment.LetAsync();
        var first = await allotment.DoAsync(new TendPlot(plot, 1), key);
        var drawn = await allotment.NumbersAsync();

        for (var i = 0; i < 100; i++)
            Assert.Equal(first.Position, (await allotment.DoAsync(new TendPlot(plot, 1), key)).Position);

        Assert.Equal(drawn, await allotment.NumbersAsync());
    }

    [Fact]
    public async Task while_a_key_is_being_worked_on_others_are_told_so()
    {
        var plot = await allotment.LetAsync();
        var (begun, end) = (new TaskCompletionSource(), new TaskCompletionSource());
        allotment.Between[plot] = () =>
        {
            begun.TrySetResult();
            return end.Task;
        };
        var first = allotment.SendAsync(new TendFirst(plot, null), key);
        await begun.Task;

        Assert.IsType<Outcome.InFlight>(await allotment.SendAsync(new TendFirst(plot, null), key));
        end.SetResult();

        Assert.IsType<Outcome.Done>(await first);
        Assert.True((await allotment.DoAsync(new TendFirst(plot, null), key)).Replayed);
    }

    [Fact]
    public async Task of_fifty_at_once_under_one_key_one_is_done()
    {
        var plot = await allotment.LetAsync();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Task.Run(() => allotment.SendAsync(new TendPlot(plot, 1), key)))
        );

        Assert.Single(outcomes, o => o is Outcome.Done { Replayed: false });
        Assert.All(outcomes, o => Assert.True(o is Outcome.Done or Outcome.InFlight));
        Assert.Equal(1, (await allotment.PlotAsync(plot)).Hours);
    }

    [Fact]
    public async Task a_refusal_is_not_stored_under_its_key()
    {
        var plot = Guid.CreateVersion7();
        Assert.IsType<Outcome.Refused>(await allotment.SendAsync(new TendPlot(plot, 1), key));
        await allotment.DoAsync(new LetPlot(plot, key, "Ada"));

        Assert.IsType<Outcome.Done>(await allotment.SendAsync(new TendPlot(plot, 1), key));
    }

    [Fact]
    public async Task what_another_has_claimed_is_refused_under_a_key_too()
    {
        await allotment.DoAsync(new LetPlot(Guid.CreateVersion7(), key, "Ada"));

        var refused = Assert.IsType<Outcome.Refused>(await allotment.SendAsync(new LetPlot(Guid.CreateVersion7(), key, "Bea"), key));

        Assert.Equal("plot-taken", Assert.Single(refused.Refusals).Code);
        Assert.Equal(0, await allotment.AskAsync<long>("select count(*) from messaging.idempotency where key = $1", key));
    }

    [Fact]
    public async Task a_load_may_take_longer_than_an_idle_transaction_may_last()
    {
        var node = await Allotment.OnAsync(allotment.ConnectionString, idleLimit: "1s");
        var plot = await allotment.LetAsync();
        node.Between[plot] = () =>
            allotment.UntilAsync(
                """
                select coalesce(max(clock_timestamp() - state_change), interval '1 day') > interval '1.5 seconds'
                from pg_stat_activity where state = 'idle in transaction' and datname = current_database()
                """
            );
        try
        {
            Assert.Equal(2, (await node.DoAsync(new TendFirst(plot, null), key)).Versions[plot]);
        }
        finally
        {
            await node.DisposeAsync();
        }
    }
}
