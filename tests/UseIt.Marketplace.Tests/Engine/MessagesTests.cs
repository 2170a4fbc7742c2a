using JasperFx.Core;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using Wolverine;
using Wolverine.Runtime;
using Wolverine.Runtime.Routing;
using Wolverine.Runtime.Serialization;

namespace UseIt.Marketplace.Tests.Engine;

/// <summary>What is sent has its effect once, when it is due, however often somebody or something fails on the way.</summary>
public sealed class MessagesTests(Allotment allotment) : IClassFixture<Allotment>
{
    [Fact]
    public async Task a_message_that_comes_twice_has_its_effect_once()
    {
        var plot = await allotment.LetAsync();
        var fact = Guid.CreateVersion7();
        for (var i = 0; i < 3; i++)
        {
            await SendAsync(new TendPlot(plot, 1), MessageHeaders.Of(fact, "reaction", 0, null, null));
            await SendAsync(new MailHolder(plot), MessageHeaders.Of(fact, "reaction", 1, null, null));
            await NothingWaitsAsync();
        }
        await SendAsync(new TendPlot(plot, 2), MessageHeaders.Of(fact, "reaction", 2, null, null));
        await NothingWaitsAsync();

        Assert.Equal(3, (await allotment.PlotAsync(plot)).Hours);
        Assert.Single(allotment.Letters.Sent, plot);
        Assert.Equal(0, await DeadAsync());
    }

    [Fact]
    public async Task a_reaction_answers_each_fact_once_even_when_its_position_is_set_back()
    {
        var plot = await allotment.LetAsync();
        var offered = await allotment.DoAsync(new OfferPlot(plot, "Bea"));
        await ReadAsync(offered.Position);
        await NothingWaitsAsync();
        await allotment.StopAsync();
        await using (var database = Npgsql.NpgsqlDataSource.Create(allotment.ConnectionString))
        await using (var back = database.CreateCommand("delete from events.mt_event_progression where name = 'reaction_welcome:All'"))
            Assert.Equal(1, await back.ExecuteNonQueryAsync());
        await allotment.StartAsync();

        await ReadAsync(offered.Position);
        await NothingWaitsAsync();
        Assert.Equal(1, (await allotment.PlotAsync(plot)).Hours);

        Task ReadAsync(long position) =>
            allotment.UntilAsync(
                "select coalesce(max(last_seq_id), 0) >= $1 from events.mt_event_progression where name = 'reaction_welcome:All'",
                position
            );
    }

    [Fact]
    public async Task what_fails_is_tried_again_later_and_then_set_aside_with_the_kind_of_its_failure_and_no_more()
    {
        var keeper = Guid.CreateVersion7();
        await allotment.DoAsync(new NameKeeper(keeper, "Zephyrine Quagmire-Oakenshaw"));
        await SendAsync(new Fail(keeper, "load"));
        await allotment.UntilAsync(
            "select exists (select from wolverine.wolverine_incoming_envelopes where attempts > 0 and status = 'Scheduled')"
        );
        Assert.True(
            await allotment.AskAsync<bool>(
                "select execution_time > \"timestamp\" from wolverine.wolverine_incoming_envelopes where attempts > 0 and status = 'Scheduled'"
            )
        );

        await HurryUntilAsync("select exists (select from wolverine.wolverine_dead_letters where message_type = 'fail')");

        Assert.Equal(
            "System.InvalidOperationException InvalidOperationException",
            await allotment.AskAsync<string>(
                "select concat(exception_type, ' ', exception_message) from wolverine.wolverine_dead_letters where message_type = 'fail'"
            )
        );
        Assert.Equal(
            25,
            EnvelopeSerializer
                .Deserialize(
                    await allotment.AskAsync<byte[]>("select body from wolverine.wolverine_dead_letters where message_type = 'fail'")
                )
                .Attempts
        );
        await allotment.RunAsync("delete from wolverine.wolverine_dead_letters");
    }

    [Fact]
    public async Task what_a_rule_refuses_is_set_aside_at_once_with_its_codes()
    {
        await SendAsync(new TendPlot(Guid.CreateVersion7(), 1));
        await allotment.UntilAsync("select exists (select from wolverine.wolverine_dead_letters)");

        Assert.Equal(
            "tend_plot plot-is-free",
            await allotment.AskAsync<string>("select concat(message_type, ' ', exception_message) from wolverine.wolverine_dead_letters")
        );
        await allotment.RunAsync("delete from wolverine.wolverine_dead_letters");
    }

    [Fact]
    public async Task a_message_no_node_knows_is_set_aside_and_holds_up_nobody()
    {
        var plot = await allotment.LetAsync();
        await PutAsync("prune_hedge", "{}"u8.ToArray());
        await SendAsync(new TendPlot(plot, 1));

        await allotment.UntilAsync("select exists (select from wolverine.wolverine_dead_letters where message_type = 'prune_hedge')");
        await NothingWaitsAsync();

        Assert.Equal(1, (await allotment.PlotAsync(plot)).Hours);
        await allotment.RunAsync("delete from wolverine.wolverine_dead_letters");
    }

    [Fact]
    public async Task a_message_whose_command_meets_twenty_conflicts_and_a_lost_connection_is_done_in_the_end()
    {
        var plot = await allotment.LetAsync();
        var times = 0;
        allotment.Between[plot] = async () =>
        {
            if (++times <= 20)
                throw new StreamConflictException(plot, 1, 2);
            if (times == 21)
                Assert.Equal(
                    1,
                    await allotment.AskAsync<long>(
                        """
                        with ended as (select pg_terminate_backend(pid, 60000) from pg_stat_activity
                        where state = 'idle in transaction' and datname = current_database()) select count(*) from ended
                        """
                    )
                );
        };
        await SendAsync(new TendFirst(plot, null));

        await HurryUntilAsync($"select version = 2 from events.mt_streams where id = '{plot}'");

        Assert.Equal(22, times);
        Assert.Equal(0, await DeadAsync());
    }

    [Fact]
    public async Task a_mail_server_that_hangs_does_not_hold_up_what_is_due()
    {
        var plot = await allotment.LetAsync();
        var shut = new TaskCompletionSource();
        allotment.Letters.OnTheWay = () => shut.Task;
        for (var i = 0; i < 12; i++)
            await allotment.DoAsync(new PlanWork(plot, 1, null));

        await allotment.UntilAsync("select version = 13 from events.mt_streams where id = $1", plot);
        Assert.DoesNotContain(plot, allotment.Letters.Sent);
        shut.SetResult();
        await NothingWaitsAsync();

        Assert.Equal(12, allotment.Letters.Sent.Count(p => p == plot));
        allotment.Letters.OnTheWay = () => Task.CompletedTask;
    }

    [Fact]
    public async Task a_scheduled_message_is_carried_out_when_its_time_has_come_by_the_stores_clock()
    {
        var plot = await allotment.LetAsync();
        var now = await allotment.Store.ClockAsync();
        await allotment.DoAsync(new PlanWork(plot, 1, now.AddHours(2)));
        await allotment.DoAsync(new PlanWork(plot, 2, now.AddHours(9)));
        await StoreClock.SetAsync(allotment.Database, now.AddHours(3));

        await allotment.UntilAsync("select version = 2 from events.mt_streams where id = $1", plot);
        await NothingWaitsAsync();

        var tended = (await allotment.Store.ReadStreamAsync(plot))[^1];
        Assert.Equal(1, ((PlotTended)tended.Data).Hours);
        Assert.True(tended.Timestamp >= now.AddHours(2));
        Assert.Equal(
            1,
            await allotment.AskAsync<long>(
                "select count(*) from wolverine.wolverine_incoming_envelopes where status = 'Scheduled' and message_type = 'tend_plot'"
            )
        );
        await allotment.RunAsync("select events.set_clock_offset(interval '0')");
        await allotment.RunAsync("delete from wolverine.wolverine_incoming_envelopes where status = 'Scheduled'");
    }

    [Fact]
    public async Task scheduled_messages_wake_by_themselves_each_once_and_none_before_its_time()
    {
        var plot = await allotment.LetAsync();
        var now = await allotment.Store.ClockAsync();
        var due = Enumerable.Range(1, 20).ToDictionary(hours => hours, hours => now.AddMilliseconds(150 * hours));
        foreach (var (hours, at) in due)
            await allotment.DoAsync(new PlanWork(plot, hours, at));

        await allotment.UntilAsync("select version = 21 from events.mt_streams where id = $1", plot);

        var tended = (await allotment.Store.ReadStreamAsync(plot))
            .Where(f => f.Data is PlotTended)
            .ToDictionary(f => ((PlotTended)f.Data).Hours, f => f.Timestamp);
        Assert.Equal(due.Keys, tended.Keys.Order());
        Assert.All(due, d => Assert.True(tended[d.Key] >= d.Value, $"message {d.Key} came at {tended[d.Key]:O}, before {d.Value:O}"));
    }

    [Fact]
    public async Task what_nobody_carries_out_is_not_sent_and_nothing_is_done()
    {
        var plot = await allotment.LetAsync();
        await Assert.ThrowsAsync<IndeterminateRoutesException>(() => SendAsync(new Astray(plot)));
        await Assert.ThrowsAsync<IndeterminateRoutesException>(() => allotment.SendAsync(new SendAstray(plot)));
        Assert.Equal(1, (await allotment.Store.FetchAsync<Plot>(plot)).Version);
    }

    private async Task SendAsync(object message, DeliveryOptions? options = null) =>
        await new MessageBus(allotment.Services.GetRequiredService<IWolverineRuntime>()).SendAsync(message, options);

    private async Task PutAsync(string type, byte[] body)
    {
        var envelope = new Envelope
        {
            Id = Guid.NewGuid(),
            MessageType = type,
            Data = body,
            ContentType = "application/json",
            Destination = new Uri("local://commands/"),
            Attempts = 0,
        };
        await allotment.RunAsync(
            """
            insert into wolverine.wolverine_incoming_envelopes (id, status, owner_id, attempts, body, message_type, received_at)
            values ($1, 'Incoming', 0, 0, $2, $3, $4)
            """,
            envelope.Id,
            EnvelopeSerializer.Serialize(envelope),
            type,
            envelope.Destination.ToString()
        );
    }

    private Task<long> DeadAsync() => allotment.AskAsync<long>("select count(*) from wolverine.wolverine_dead_letters");

    private Task NothingWaitsAsync() =>
        allotment.UntilAsync(
            """
            select not exists (select from wolverine.wolverine_incoming_envelopes
            where status = 'Incoming' or status = 'Scheduled' and execution_time < now())
            """
        );

    /// <summary>Lets what would come again later come again now.</summary>
    private async Task HurryUntilAsync(string sql)
    {
        using var patience = Testing.Patience.Begin();
        while (!await allotment.AskAsync<bool>(sql))
        {
            patience.Token.ThrowIfCancellationRequested();
            await allotment.RunAsync(
                "update wolverine.wolverine_incoming_envelopes set execution_time = now() where status = 'Scheduled' and attempts > 0"
            );
        }
    }
}
