namespace UseIt.Messaging.Tests;

public sealed class OutboxTests : IAsyncLifetime
{
    private Allotment allotment = null!;

    public async Task InitializeAsync() => allotment = await Allotment.NewAsync();

    public async Task DisposeAsync() => await allotment.DisposeAsync();

    [Fact]
    public async Task each_message_has_its_effect_once_though_three_nodes_carry_them_out()
    {
        var plot = await allotment.LetAsync();
        for (var i = 0; i < 40; i++)
            await allotment.SendAsync(new PlanWork(plot, 1, null));
        await using var second = allotment.Beside();
        await using var third = allotment.Beside();
        var nodes = new[] { allotment, second, third };

        while (await allotment.AskAsync<long>("select count(*) from messaging.outgoing") > 0)
            await Task.WhenAll(nodes.Select(n => Task.Run(() => n.Outbox.RunDueAsync())));

        Assert.Equal(40, (await allotment.Store.FetchAsync<Plot>(plot)).State.Hours);
        Assert.Equal(40, nodes.Sum(n => n.Post.Sent.Count));
        Assert.Equal(80, await allotment.AskAsync<long>("select count(*) from messaging.handled"));
        Assert.Equal(0, await allotment.AskAsync<long>("select count(*) from messaging.claim"));
        Assert.Empty(await new LogVerifier(allotment.Store, [], allotment.Handlers).VerifyAsync());
    }

    [Fact]
    public async Task a_reaction_answers_each_fact_once_even_when_its_position_is_set_back()
    {
        var plot = await allotment.LetAsync();
        await allotment.Projector.CatchUpAsync();
        await allotment.Outbox.RunDueAsync();
        await allotment.DoAsync("update events.mt_event_progression set last_seq_id = 0 where name = 'reaction_welcome:All'");

        await allotment.Projector.CatchUpAsync();
        await allotment.Outbox.RunDueAsync();

        Assert.Equal(1, (await allotment.Store.FetchAsync<Plot>(plot)).State.Hours);
    }

    [Fact]
    public async Task a_message_that_fails_is_tried_again_later_then_set_aside_and_a_person_decides()
    {
        var failing = new FailAlways(Guid.NewGuid());
        await using (var row = allotment.Database.CreateBatch())
        {
            row.BatchCommands.Add(Outbox.Row(Guid.CreateVersion7(), failing, null, null, null));
            await row.ExecuteNonQueryAsync();
        }
        for (var attempt = 1; attempt <= 6; attempt++)
        {
            Assert.Equal(1, await allotment.Outbox.RunDueAsync());
            if (attempt < 6)
                Assert.True(
                    await allotment.AskAsync<bool>($"select attempt = {attempt + 1} and due > events.clock() from messaging.outgoing")
                );
            await allotment.DoAsync("update messaging.outgoing set due = events.clock()");
        }

        var letters = new DeadLetters(allotment.Store);
        var letter = Assert.Single(await letters.ListAsync());
        Assert.Equal(("fail_always", nameof(InvalidOperationException), 6), (letter.Type, letter.Error, letter.Attempts));
        Assert.True((await allotment.Outbox.HealthAsync()).Degraded);

        await allotment.SendAsync(new SettleLetter(letter.Id, Again: true));
        await allotment.SendAsync(new SettleLetter(letter.Id, Again: true));
        Assert.Null(await letters.FindAsync(letter.Id));
        Assert.Equal(1, await allotment.AskAsync<int>("select attempt from messaging.outgoing"));
        await allotment.DoAsync("update messaging.outgoing set attempt = 6");
        await allotment.Outbox.RunDueAsync();
        Assert.Equal(letter.Id, (await letters.FindAsync(letter.Id))?.Id);
        await allotment.SendAsync(new SettleLetter(letter.Id, Again: false));
        Assert.Empty(await letters.ListAsync());
        Assert.Equal(0, await allotment.AskAsync<long>("select count(*) from messaging.outgoing"));
    }

    [Fact]
    public async Task what_a_rule_refuses_is_set_aside_at_once()
    {
        await allotment.SendAsync(new PlanWork(Guid.CreateVersion7(), 1, null));
        await allotment.Outbox.RunDueAsync();

        Assert.Equal("plot-is-free", Assert.Single(await new DeadLetters(allotment.Store).ListAsync()).Error);
    }

    [Fact]
    public async Task a_message_no_node_knows_yet_waits_and_holds_up_nobody()
    {
        var plot = await allotment.LetAsync();
        await allotment.DoAsync(
            "insert into messaging.outgoing (id, due, type, body) values (gen_random_uuid(), '2020-01-01', 'prune_hedge', '{}')"
        );
        await allotment.SendAsync(new PlanWork(plot, 1, null));

        await allotment.Outbox.RunDueAsync();

        Assert.Equal(1, (await allotment.Store.FetchAsync<Plot>(plot)).State.Hours);
        Assert.Equal("prune_hedge", await allotment.AskAsync<string>("select string_agg(type, ',') from messaging.outgoing"));
    }

    [Fact]
    public async Task a_mail_server_that_hangs_does_not_hold_up_what_is_due()
    {
        var plot = await allotment.LetAsync();
        allotment.Post.Shut = new TaskCompletionSource();
        await allotment.Outbox.StartAsync(CancellationToken.None);
        for (var i = 0; i < 12; i++)
            await allotment.SendAsync(new PlanWork(plot, 1, null));

        while ((await allotment.Store.FetchAsync<Plot>(plot)).State.Hours < 12)
            await Task.Yield();
        Assert.Empty(allotment.Post.Sent);
        allotment.Post.Shut.SetResult();
        while (await allotment.AskAsync<long>("select count(*) from messaging.outgoing") > 0)
            await Task.Yield();

        await allotment.Outbox.StopAsync(CancellationToken.None);
        Assert.Equal(12, allotment.Post.Sent.Count);
    }

    [Fact]
    public async Task a_scheduled_message_is_carried_out_when_its_time_has_come_and_not_before()
    {
        var plot = await allotment.LetAsync();
        var due = (await allotment.Store.ClockAsync()).AddHours(2);
        await allotment.SendAsync(new PlanWork(plot, 1, due));
        await allotment.Outbox.RunDueAsync();
        Assert.Equal(0, (await allotment.Store.FetchAsync<Plot>(plot)).State.Hours);

        await allotment.DoAsync("update events.mark set kind = 'test', clock_offset = interval '3 hours'");
        await allotment.Outbox.RunDueAsync();

        var tended = (await allotment.Store.ReadStreamAsync(plot))[^1];
        Assert.IsType<PlotTended>(tended.Data);
        Assert.True(tended.Timestamp >= due);
    }

    [Fact]
    public async Task the_loop_sleeps_until_the_next_message_is_due_and_never_longer_than_a_second()
    {
        var plot = await allotment.LetAsync();
        Assert.Equal(TimeSpan.FromSeconds(1), await allotment.Outbox.UntilNextAsync(CancellationToken.None));
        var now = await allotment.Store.ClockAsync();
        await ScheduleAsync(new TendPlot(plot, 1), now.AddHours(5));
        Assert.Equal(TimeSpan.FromSeconds(1), await allotment.Outbox.UntilNextAsync(CancellationToken.None));
        // An hour from now, with the clock put an hour on but for what is left of 800 ms.
        await ScheduleAsync(new TendPlot(plot, 2), now.AddHours(1));
        await allotment.DoAsync("update events.mark set kind = 'test', clock_offset = interval '1 hour' - interval '800 milliseconds'");
        Assert.InRange(
            await allotment.Outbox.UntilNextAsync(CancellationToken.None),
            TimeSpan.FromMilliseconds(5),
            TimeSpan.FromMilliseconds(800)
        );
        await ScheduleAsync(new TendPlot(plot, 3), now.AddHours(-1));
        Assert.Equal(TimeSpan.FromMilliseconds(5), await allotment.Outbox.UntilNextAsync(CancellationToken.None));
        // What nobody here can handle wakes nobody.
        await allotment.DoAsync("update messaging.outgoing set type = 'prune_hedge'");
        Assert.Equal(TimeSpan.FromSeconds(1), await allotment.Outbox.UntilNextAsync(CancellationToken.None));
    }

    [Fact]
    public async Task scheduled_messages_wake_by_themselves_on_three_nodes_each_once_and_none_before_its_time()
    {
        var plot = await allotment.LetAsync();
        await using var second = allotment.Beside();
        await using var third = allotment.Beside();
        var nodes = new[] { allotment, second, third };
        foreach (var node in nodes)
            await node.Outbox.StartAsync(CancellationToken.None);
        var now = await allotment.Store.ClockAsync();
        var due = Enumerable.Range(1, 20).ToDictionary(hours => hours, hours => now.AddMilliseconds(150 * hours));
        foreach (var (hours, at) in due)
            await ScheduleAsync(new TendPlot(plot, hours), at);

        while (await allotment.AskAsync<long>("select count(*) from messaging.outgoing") > 0)
            await Task.Yield();

        foreach (var node in nodes)
            await node.Outbox.StopAsync(CancellationToken.None);
        var tended = (await allotment.Store.ReadStreamAsync(plot))
            .Where(e => e.Data is PlotTended)
            .ToDictionary(e => ((PlotTended)e.Data).Hours, e => e.Timestamp);
        Assert.Equal(due.Keys, tended.Keys.Order());
        Assert.All(due, d => Assert.True(tended[d.Key] >= d.Value, $"message {d.Key} came at {tended[d.Key]:O}, before {d.Value:O}"));
    }

    private async Task ScheduleAsync(ICommand command, DateTimeOffset due)
    {
        await using var batch = allotment.Database.CreateBatch();
        batch.BatchCommands.Add(Outbox.Row(Guid.CreateVersion7(), command, due, null, null));
        await batch.ExecuteNonQueryAsync();
    }

    [Fact]
    public async Task what_is_older_than_it_need_be_is_forgotten()
    {
        var plot = await allotment.LetAsync();
        await allotment.SendAsync(new TendPlot(plot, 1), "old");
        await allotment.DoAsync("update messaging.idempotency set at = events.clock() - interval '31 days'");
        await allotment.SendAsync(new TendPlot(plot, 1), "new");

        Assert.Equal(1, await allotment.Outbox.ForgetAsync(TimeSpan.FromDays(30)));
        Assert.Equal("new", await allotment.AskAsync<string>("select string_agg(key, ',') from messaging.idempotency"));
    }

    [Fact]
    public async Task the_verifier_finds_what_does_not_agree()
    {
        var plot = await allotment.LetAsync();
        var verifier = new LogVerifier(allotment.Store, [], allotment.Handlers);
        Assert.Empty(await verifier.VerifyAsync());

        await allotment.DoAsync("update events.mt_streams set version = 9");
        await allotment.DoAsync("insert into messaging.claim values (gen_random_uuid(), gen_random_uuid(), 1, now())");
        await allotment.DoAsync("update events.mt_events set type = 'plot_haunted'");

        var wrong = await verifier.VerifyAsync();
        Assert.Equal(3, wrong.Count);
        Assert.Contains(wrong, w => w.Contains(plot.ToString(), StringComparison.Ordinal));
        Assert.Contains(wrong, w => w.Contains("plot_haunted", StringComparison.Ordinal));
    }
}
