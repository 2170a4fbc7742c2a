using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Testing;
using static UseIt.Marketplace.Tests.Tenders.TenderFacts;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class CloseTenderDecisions
{
    private static readonly OutageGap Gap = new(Deadline.AddMinutes(-5), Deadline.AddMinutes(20));

    private static Then Waking(object[] facts, DateTimeOffset now, CloseTenderHandler.Circumstances? circumstances = null) =>
        Spec.Given<Tender>(facts)
            .When(
                (Tender t) => CloseTenderHandler.Handle(new CloseTender(Id), t, circumstances ?? CloseTenderHandler.Circumstances.None, now)
            );

    private static DateTimeOffset? Again(Then then) => then.Decision.Messages.Select(m => m.Due).SingleOrDefault();

    [Fact]
    public void closes_only_after_the_deadline()
    {
        var early = Waking(Published(), Deadline);
        early.Nothing();
        Assert.Equal(Deadline, Again(early));
        Waking(Published(), Deadline.AddTicks(1)).Facts(new TenderClosed(Id, BuyerId, Deadline, []));
        Waking(Published(), Deadline.AddDays(9)).Facts(new TenderClosed(Id, BuyerId, Deadline, []));
    }

    [Fact]
    public void a_second_wake_or_a_withdrawn_tender_changes_nothing()
    {
        foreach (var facts in new object[][] { Closed(), [.. Published(), new TenderWithdrawn(Id, "Not needed")], Complete() })
        {
            var then = Waking(facts, Deadline.AddDays(1));
            then.Nothing();
            Assert.Empty(then.Decision.Messages);
        }
    }

    [Fact]
    public void an_extended_tender_sleeps_until_its_new_deadline()
    {
        var then = Waking(
            [.. Published(), new DeadlineExtended(Id, Deadline, Deadline.AddDays(3), "Late document")],
            Deadline.AddSeconds(1)
        );
        then.Nothing();
        Assert.Equal(Deadline.AddDays(3), Again(then));
    }

    [Fact]
    public void waits_for_bids_that_arrived_in_time()
    {
        var then = Waking(Published(), Deadline.AddSeconds(1), new([], BidsUndecided: true));
        then.Nothing();
        Assert.Equal(Deadline.AddSeconds(2), Again(then));
    }

    [Fact]
    public void an_outage_over_the_limit_defers_closing_for_everybody_whatever_else_is_open()
    {
        var then = Waking(Published(), Deadline.AddMinutes(20), new([Gap], BidsUndecided: true));
        then.Facts(new ClosingDeferred(Id, Deadline, Deadline.AddHours(2), [Gap]));
        Assert.Equal(Deadline.AddHours(2), Again(then));
    }

    [Fact]
    public void an_outage_within_the_limit_is_listed_and_the_tender_closes()
    {
        OutageGap small = new(Deadline.AddMinutes(-10), Deadline.AddMinutes(-6));
        Waking(Published(), Deadline.AddMinutes(1), new([small], false)).Facts(new TenderClosed(Id, BuyerId, Deadline, [small]));
    }
}

public sealed class CloseTenderOnPostgres(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task wakes_that_come_early_twice_and_late_close_it_once()
    {
        var tender = await app.PublishedAsync();
        await app.DoAsync(new CloseTender(tender.Id));
        Assert.Empty(await app.FactsAsync<TenderClosed>(tender.Id));
        await app.ClockToAsync(tender.Deadline.AddHours(3));
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => app.DoAsync(new CloseTender(tender.Id))));
        Assert.Equal(tender.Deadline, Assert.Single(await app.FactsAsync<TenderClosed>(tender.Id)).Deadline);
    }

    [Fact]
    public async Task nobody_closes_a_tender_by_hand()
    {
        var tender = await app.PublishedAsync();
        var outcome = await app
            .Services.GetRequiredService<Commands>()
            .SendAsync(
                new CloseTender(tender.Id),
                new CommandContext(new Actor(tender.Buyer.Approver.Id, tender.Buyer.Id, new HashSet<string> { Roles.Approver }, "x"))
            );
        Assert.Equal(Access.NotFound, Assert.IsType<Outcome.Denied>(outcome).Access);
    }

    [Fact]
    public async Task an_outage_moves_the_deadline_for_everybody_and_the_certificate_lists_it()
    {
        var now = await app.NowAsync();
        var tender = await app.PublishedAsync(
            deadline: new DateTimeOffset(now.Year, now.Month, now.Day, 12, 0, 0, TimeSpan.Zero).AddDays(30)
        );
        // Nobody was there from five minutes before the deadline until twenty minutes after it.
        await app.SqlAsync(
            """
            with gone as (delete from tenders.heartbeat),
                 bent as (select events.set_clock_offset($1 + interval '20 minutes' - clock_timestamp()))
            insert into tenders.heartbeat (began, seen) select $1 - interval '1 day', $1 - interval '5 minutes' from bent
            """,
            tender.Deadline.UtcDateTime
        );
        await app.DoAsync(new CloseTender(tender.Id));

        var deferred = Assert.Single(await app.FactsAsync<ClosingDeferred>(tender.Id));
        Assert.Empty(await app.FactsAsync<TenderClosed>(tender.Id));
        Assert.Equal((tender.Deadline, tender.Deadline.AddHours(2)), (deferred.From, deferred.To));
        Assert.Equal(tender.Deadline.AddMinutes(-5), Assert.Single(deferred.Gaps).From);
        Assert.InRange(deferred.Gaps[0].Until, tender.Deadline.AddMinutes(20), tender.Deadline.AddMinutes(21));

        await app.SettledAsync();
        var sheet = await (await app.ClientAsync()).ReadAsync($"/api/v1/tenders/{tender.Id}");
        Assert.Equal(tender.Deadline.AddHours(2), sheet["deadline"]!.GetValue<DateTimeOffset>());
        Assert.Equal(tender.Deadline.AddMinutes(-5), sheet["certificates"]![0]!["gaps"]![0]!["from"]!.GetValue<DateTimeOffset>());
        Assert.Equal(TenderSheet.OutageReason, sheet["deadlineChanges"]![0]!["reason"]!.GetValue<string>());

        await app.ClosedAsync(tender);
        Assert.Equal(
            (tender.Deadline.AddHours(2), 0),
            (await app.FactsAsync<TenderClosed>(tender.Id)).Select(c => (c.Deadline, c.Gaps.Count)).Single()
        );
    }

    [Fact]
    public async Task a_bid_on_its_way_and_one_not_decided_hold_the_closing_and_a_late_one_does_not()
    {
        var tender = await app.PublishedAsync();
        await app.ClockToAsync(tender.Deadline.AddSeconds(-30));
        // The receipt is announced before its instant is read, so closing cannot overlook it however long its commit takes.
        var arrival = await ReceiptInFlight.BeginAsync(app.Database, tender.Id, new Arrivals().Note());
        Assert.True(arrival.At <= tender.Deadline);
        await app.ClockToAsync(tender.Deadline.AddSeconds(1));
        await app.DoAsync(new CloseTender(tender.Id));
        Assert.Empty(await app.FactsAsync<TenderClosed>(tender.Id));

        // No reaction of another context decides these bids while the test looks: they are written where only closing reads.
        var view = app.Services.GetRequiredService<ReceivedBids>();
        var (inTime, late) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        foreach (var (bid, at) in new[] { (inTime, arrival.At), (late, tender.Deadline.AddSeconds(1)) })
            await app.SqlAsync(
                $"insert into {view.Table} (bid, version, tender, received_at, decided) values ($1, 1, $2, $3, false)",
                bid,
                tender.Id,
                at.UtcDateTime
            );
        await arrival.DisposeAsync();
        await app.DoAsync(new CloseTender(tender.Id));
        Assert.Empty(await app.FactsAsync<TenderClosed>(tender.Id));

        await app.SqlAsync($"update {view.Table} set decided = true where bid = $1", inTime);
        await app.DoAsync(new CloseTender(tender.Id));
        Assert.Empty(await app.FactsAsync<ClosingDeferred>(tender.Id));
        Assert.Single(await app.FactsAsync<TenderClosed>(tender.Id));
    }

    [Fact]
    public async Task a_tender_closes_when_every_node_has_spoken_for_its_deadline_or_is_gone()
    {
        var tender = await app.PublishedAsync();
        var other = Guid.NewGuid();
        await app.SqlAsync("insert into messaging.node (name) values ($1)", other);
        await app.SqlAsync("insert into tenders.door (node, through) values ($1, $2)", other, tender.Deadline.UtcDateTime);
        await app.ClockToAsync(tender.Deadline.AddSeconds(1));
        await app.DoAsync(new CloseTender(tender.Id));
        Assert.Empty(await app.FactsAsync<TenderClosed>(tender.Id));

        await app.SqlAsync("delete from messaging.node where name = $1", other);
        await app.DoAsync(new CloseTender(tender.Id));
        Assert.Single(await app.FactsAsync<TenderClosed>(tender.Id));

        var next = await app.PublishedAsync();
        await app.SqlAsync("insert into messaging.node (name) values ($1)", other);
        await app.SqlAsync("insert into tenders.door (node, through) values ($1, $2)", other, next.Deadline.UtcDateTime.AddMilliseconds(1));
        await app.ClockToAsync(next.Deadline.AddSeconds(1));
        await app.DoAsync(new CloseTender(next.Id));
        Assert.Single(await app.FactsAsync<TenderClosed>(next.Id));
        await app.SqlAsync("delete from messaging.node where name = $1", other);
    }

    // Extension and closing both wait for the tender's row; whoever waited first wins, and the other decides again on what it then finds.
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task extension_and_closing_at_the_same_instant_never_both_happen(bool extensionFirst)
    {
        var tender = await app.PublishedAsync();
        var later = tender.Deadline.AddDays(2);
        await app.ClockToAsync(tender.Deadline.AddHours(-1));
        await tender.Buyer.Author.Http.DoAsync(
            $"/api/v1/tenders/{tender.Id}/extension-proposals",
            new { to = later, reason = "A document was late" }
        );
        var approver = new Actor(tender.Buyer.Approver.Id, tender.Buyer.Id, new HashSet<string> { Roles.Approver }, "membership:x");
        var commands = app.Services.GetRequiredService<Commands>();
        Task<Outcome> extension = null!;

        await using (var connection = await app.Database.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using (var hold = new NpgsqlCommand("select 1 from events.mt_streams where id = $1 for update", connection, transaction))
            {
                hold.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender.Id });
                await hold.ExecuteNonQueryAsync();
            }
            if (extensionFirst)
            {
                extension = commands.SendAsync(new ExtendDeadline(tender.Id, later), new CommandContext(approver));
                await WaitingAsync(1);
                await app.ClockToAsync(tender.Deadline.AddSeconds(1)); // the outbox now wakes the tender by itself
                await WaitingAsync(2);
            }
            else
            {
                await app.ClockToAsync(tender.Deadline.AddSeconds(1));
                await WaitingAsync(1);
                await app.ClockToAsync(tender.Deadline.AddHours(-1));
                extension = commands.SendAsync(new ExtendDeadline(tender.Id, later), new CommandContext(approver));
                await WaitingAsync(2);
            }
        }

        var outcome = await extension;
        Assert.Equal(extensionFirst ? 1 : 0, (await app.FactsAsync<DeadlineExtended>(tender.Id)).Count);
        Assert.Equal(extensionFirst ? 0 : 1, (await app.FactsAsync<TenderClosed>(tender.Id)).Count);
        if (extensionFirst)
            Assert.IsType<Outcome.Done>(outcome);
        else
            Assert.Equal("deadline-passed", Assert.Single(Assert.IsType<Outcome.Refused>(outcome).Refusals).Code);
    }

    private async Task WaitingAsync(int sessions)
    {
        await using var look = app.Database.CreateCommand(
            "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"
        );
        using var patience = Patience.Begin();
        while ((long)(await look.ExecuteScalarAsync(patience.Token))! < sessions)
            await Task.Delay(5, patience.Token);
    }
}
