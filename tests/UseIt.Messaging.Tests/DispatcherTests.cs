using Npgsql;

namespace UseIt.Messaging.Tests;

public sealed class DispatcherTests : IAsyncLifetime
{
    private Allotment allotment = null!;

    public async Task InitializeAsync() => allotment = await Allotment.NewAsync();

    public async Task DisposeAsync() => await allotment.DisposeAsync();

    [Fact]
    public async Task a_command_sent_again_under_its_key_is_answered_again_and_done_once()
    {
        var command = new LetPlot(Guid.CreateVersion7(), "7", "Ada");

        var first = Assert.IsType<Outcome.Done>(await allotment.SendAsync(command, "key", "print"));
        var again = Assert.IsType<Outcome.Done>(await allotment.SendAsync(command, "key", "print"));

        Assert.False(first.Replayed);
        Assert.True(again.Replayed);
        Assert.Equal(
            (first.Position, first.Versions[command.PlotId], first.Answer!.ToJsonString()),
            (again.Position, again.Versions[command.PlotId], again.Answer!.ToJsonString())
        );
        Assert.IsType<Outcome.KeyReused>(await allotment.SendAsync(command, "key", "another print"));
        Assert.Equal(1, await allotment.AskAsync<long>("select count(*) from events.mt_events"));
    }

    [Fact]
    public async Task while_a_key_is_being_worked_on_others_are_told_so()
    {
        var plot = await allotment.LetAsync();
        await using var holder = await allotment.Database.OpenConnectionAsync();
        await using var transaction = await holder.BeginTransactionAsync();
        await using (var hold = new NpgsqlCommand("select version from events.mt_streams for update", holder))
            await hold.ExecuteScalarAsync();
        var first = allotment.SendAsync(new TendPlot(plot, 1), "key");
        while (
            await allotment.AskAsync<long>(
                "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
            ) == 0
        )
            await Task.Yield();

        Assert.IsType<Outcome.InFlight>(await allotment.SendAsync(new TendPlot(plot, 1), "key"));
        await transaction.RollbackAsync();

        Assert.IsType<Outcome.Done>(await first);
        Assert.True(Assert.IsType<Outcome.Done>(await allotment.SendAsync(new TendPlot(plot, 1), "key")).Replayed);
    }

    [Fact]
    public async Task of_fifty_at_once_under_one_key_one_is_done()
    {
        var plot = await allotment.LetAsync();

        var outcomes = await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => Task.Run(() => allotment.SendAsync(new TendPlot(plot, 1), "key")))
        );

        Assert.Equal(1, outcomes.Count(o => o is Outcome.Done { Replayed: false }));
        Assert.All(outcomes, o => Assert.True(o is Outcome.Done or Outcome.InFlight));
        Assert.Equal(1, (await allotment.Store.FetchAsync<Plot>(plot)).State.Hours);
    }

    [Fact]
    public async Task a_refusal_is_not_stored_under_its_key()
    {
        var plot = Guid.CreateVersion7();
        Assert.IsType<Outcome.Refused>(await allotment.SendAsync(new TendPlot(plot, 1), "key"));
        await allotment.SendAsync(new LetPlot(plot, "7", "Ada"));

        Assert.IsType<Outcome.Done>(await allotment.SendAsync(new TendPlot(plot, 1), "key"));
    }

    [Fact]
    public async Task commands_that_get_in_each_others_way_are_decided_again_and_none_is_lost()
    {
        var plot = await allotment.LetAsync();

        var outcomes = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(_ =>
                    Task.Run(async () =>
                    {
                        var done = 0;
                        for (var i = 0; i < 10; i++)
                            if (await allotment.SendAsync(new TendPlot(plot, 1)) is Outcome.Done)
                                done++;
                        return done;
                    })
                )
        );

        var state = await allotment.Store.FetchAsync<Plot>(plot);
        Assert.Equal(outcomes.Sum(), state.State.Hours);
        Assert.Equal(outcomes.Sum() + 1, state.Version);
    }

    [Fact]
    public async Task whoever_says_what_version_it_saw_is_told_of_another_and_nothing_is_written()
    {
        var plot = await allotment.LetAsync();
        await allotment.SendAsync(new TendPlot(plot, 1), seen: 1);

        var conflict = Assert.IsType<Outcome.Conflict>(await allotment.SendAsync(new TendPlot(plot, 1), seen: 1));

        Assert.Equal((plot, 1L, 2L), (conflict.Stream, conflict.Expected, conflict.Actual));
        Assert.Equal(2, (await allotment.Store.FetchAsync<Plot>(plot)).Version);
    }

    [Fact]
    public async Task not_allowed_is_decided_before_anything_is_written()
    {
        var plot = await allotment.LetAsync();

        Assert.Equal(
            Access.Forbidden,
            Assert
                .IsType<Outcome.Denied>(await allotment.SendAsync(new LetPlot(Guid.CreateVersion7(), "8", "Ada"), actor: Actor.Anonymous))
                .Access
        );
        Assert.Equal(
            Access.NotFound,
            Assert.IsType<Outcome.Denied>(await allotment.SendAsync(new TendPlot(plot, 1), actor: Actor.Anonymous)).Access
        );
        Assert.IsType<Outcome.Done>(await allotment.SendAsync(new LetPlot(Guid.CreateVersion7(), "8", "Ada"), actor: Allotment.Warden));
    }

    [Fact]
    public async Task a_key_held_by_another_is_a_refusal()
    {
        await allotment.LetAsync("7");

        Assert.Equal(
            "plot-taken",
            Assert
                .Single(
                    Assert
                        .IsType<Outcome.Refused>(await allotment.SendAsync(new LetPlot(Guid.CreateVersion7(), "7", "Bea"), "key"))
                        .Refusals
                )
                .Code
        );
    }

    [Fact]
    public async Task snapshots_are_written_on_the_way_of_commands()
    {
        var plot = await allotment.LetAsync();
        for (var i = 0; i < 11; i++)
            await allotment.SendAsync(new TendPlot(plot, 1));

        Assert.Equal(10, await allotment.AskAsync<long>("select version from events.snapshot"));
        Assert.Equal(11, (await allotment.Store.FetchAsync<Plot>(plot)).State.Hours);
    }
}
