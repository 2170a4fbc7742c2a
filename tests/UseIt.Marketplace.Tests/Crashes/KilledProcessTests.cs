using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Crashes;

public sealed class KilledProcessTests(DurableMarketplace marketplace) : IClassFixture<DurableMarketplace>
{
    private const long Gate = 77;

    private MarketplaceApp App => marketplace.App;

    [Fact]
    public async Task a_bid_whose_process_is_killed_between_arrival_and_decision_is_in_after_the_restart()
    {
        var tender = await App.PublishedAsync();
        var bidder = await App.EnterpriseAsync("Unlucky CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await using (var session = await marketplace.SessionAsync())
        await using (var held = await HoldStreamAsync(session, tender.Id))
        {
            await using var serving = await ServeProcess.StartAsync(marketplace.Folder);
            var submission = serving.As(bidder.Http).SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{bid}/submission", new { });
            await marketplace.UntilFactAsync<BidReceived>(bid);
            await marketplace.UntilAsync("select count(*) > 0 from pg_stat_activity where wait_event_type = 'Lock'");
            await serving.KillAsync();
            await Assert.ThrowsAsync<HttpRequestException>(() => submission);
            // What the dead process had already sent must not decide in its stead: here it dies with it.
            await marketplace.UntilAsync(
                """
                select coalesce(bool_and(pg_terminate_backend(pid)), true) from pg_stat_activity
                where application_name = 'useit' and wait_event_type = 'Lock'
                """
            );
            await marketplace.UntilAsync("select count(*) = 0 from pg_stat_activity where wait_event_type = 'Lock'");
        }
        Assert.Empty(await App.FactsAsync<BidSubmitted>(bid));

        await using var again = await ServeProcess.StartAsync(marketplace.Folder);
        var submitted = await marketplace.UntilFactAsync<BidSubmitted>(bid);
        Assert.Equal(Assert.Single(await App.FactsAsync<BidReceived>(bid)).ReceivedAt, submitted.ReceivedAt);
        // Sent again by its anxious bidder it is the same bid: one arrival, one receipt.
        var receipt = await again.As(bidder.Http).DoAsync($"/api/v1/bids/{bid}/submission", new { });
        Assert.Equal(submitted.ReceivedAt, receipt["answer"]!["receivedAt"]!.GetValue<DateTimeOffset>());
        Assert.Single(await App.FactsAsync<BidSubmitted>(bid));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task a_receipt_that_outlives_its_process_holds_the_closing_and_is_in_where_its_commit_had_been_sent(bool sent)
    {
        var tender = await App.PublishedAsync();
        var bidder = await App.EnterpriseAsync("Last Breath CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        // The commit of the arrival stops in the server; nothing of it can be seen.
        await App.SqlAsync(
            $"create function public.wait_at_the_gate() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock_shared({Gate}); return new; end $$"
        );
        await App.SqlAsync(
            $"""
            create constraint trigger wait_at_the_gate after insert on events.mt_events {(sent ? "deferrable initially deferred" : "")}
            for each row when (new.type = 'bid_received') execute function public.wait_at_the_gate()
            """
        );
        await using var session = await marketplace.SessionAsync();
        await RunAsync(session, $"select pg_advisory_lock({Gate})");

        await using (var serving = await marketplace.ServedUntilAsync(tender, tender.Deadline.AddMinutes(-2)))
        {
            var submission = serving.As(bidder.Http).SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{bid}/submission", new { });
            await marketplace.UntilAsync(
                $"select count(*) = 1 from pg_locks where locktype = 'advisory' and objid = {Gate} and not granted"
            );
            await serving.KillAsync();
            await Assert.ThrowsAsync<HttpRequestException>(() => submission);
        }
        // The door's own session, which announced the bid before its instant was read, ends with the process.
        await marketplace.UntilAsync("select count(*) = 0 from pg_stat_activity where application_name = 'useit-bid-door'");
        await App.ClockToAsync(tender.Deadline.AddSeconds(1));
        Assert.Empty(await App.FactsAsync<BidReceived>(bid));

        // Closing is due: it looks, and comes again.
        await App.DoAsync(new CloseTender(tender.Id));
        Assert.Empty(await App.FactsAsync<TenderClosed>(tender.Id));
        await RunAsync(session, $"select pg_advisory_unlock({Gate})");

        await using var again = await ServeProcess.StartAsync(marketplace.Folder);
        await marketplace.UntilFactAsync<TenderClosed>(tender.Id);
        Assert.Empty(await App.FactsAsync<ClosingDeferred>(tender.Id));
        if (sent)
        {
            Assert.True(await PositionAsync<BidSubmitted>(bid) < await PositionAsync<TenderClosed>(tender.Id));
            Assert.True(Assert.Single(await App.FactsAsync<BidReceived>(bid)).ReceivedAt <= tender.Deadline);
        }
        else
            Assert.Empty(await App.FactsAsync<BidReceived>(bid));
        await App.SqlAsync("drop trigger wait_at_the_gate on events.mt_events");
        await App.SqlAsync("drop function public.wait_at_the_gate");
    }

    [Fact]
    public async Task application_and_database_gone_across_the_deadline_defer_it_for_everybody()
    {
        var now = await App.NowAsync();
        var tender = await App.PublishedAsync(
            deadline: new DateTimeOffset(now.Year, now.Month, now.Day, 12, 0, 0, TimeSpan.Zero).AddDays(30)
        );
        await using (var serving = await marketplace.ServedUntilAsync(tender, tender.Deadline.AddMinutes(-5)))
        {
            await App.StopAsync();
            await serving.KillAsync();
            await marketplace.Cluster.KillServerAsync();
        }
        await marketplace.Cluster.RestartAsync();
        await App.StartAsync();
        await App.ClockToAsync(tender.Deadline.AddMinutes(20));

        await using var again = await ServeProcess.StartAsync(marketplace.Folder);
        var deferred = await marketplace.UntilFactAsync<ClosingDeferred>(tender.Id);
        Assert.Empty(await App.FactsAsync<TenderClosed>(tender.Id));
        Assert.Equal((tender.Deadline, tender.Deadline.AddHours(2)), (deferred.From, deferred.To));
        var gap = Assert.Single(deferred.Gaps);
        Assert.InRange(gap.From, tender.Deadline.AddMinutes(-5), tender.Deadline.AddMinutes(-4));
        Assert.InRange(gap.Until, tender.Deadline.AddMinutes(20), tender.Deadline.AddMinutes(21));

        var shown = await ShownAsync(again, tender, tender.Deadline.AddHours(2));
        Assert.Equal(gap.From, shown["certificates"]![0]!["gaps"]![0]!["from"]!.GetValue<DateTimeOffset>());
        Assert.Equal(gap.Until, shown["certificates"]![0]!["gaps"]![0]!["until"]!.GetValue<DateTimeOffset>());
    }

    [Fact]
    public async Task two_processes_that_saw_the_same_version_write_one_after_the_other_and_the_second_is_told_both()
    {
        var tender = await App.DraftAsync();
        await using var other = await ServeProcess.StartAsync(marketplace.Folder);
        var seen = (await App.Store.FetchAsync<Tender>(tender.Id)).Version;
        Task<HttpResponseMessage>[] writing;
        await using (var session = await marketplace.SessionAsync())
        await using (await HoldStreamAsync(session, tender.Id))
        {
            writing =
            [
                .. new[] { tender.Buyer.Author.Http, other.As(tender.Buyer.Author.Http) }.Select(
                    (process, n) =>
                        process.SendCommandAsync(
                            HttpMethod.Post,
                            $"/api/v1/tenders/{tender.Id}/description",
                            new
                            {
                                title = $"Hospital grounds, written by {n}",
                                description = "Keep the grounds green.",
                                cpv = new[] { "77310000" },
                                places = new[] { TenderSteps.Ladywood },
                                estimate = new Estimate(new Money(90_000), null),
                                suitableForVcse = true,
                            },
                            ifMatch: seen
                        )
                ),
            ];
            // Both have decided on what they saw, and wait for the row.
            await marketplace.UntilAsync(
                "select count(*) = 2 from pg_stat_activity where application_name = 'useit' and wait_event_type = 'Lock'"
            );
        }
        var answers = await Task.WhenAll(writing);
        Assert.Equal([HttpStatusCode.OK, HttpStatusCode.Conflict], answers.Select(a => a.StatusCode).Order());
        var told = JsonNode.Parse(await answers.Single(a => a.StatusCode == HttpStatusCode.Conflict).Content.ReadAsStringAsync())!;
        Assert.Equal((seen, seen + 1), (told["expectedVersion"]!.GetValue<long>(), told["currentVersion"]!.GetValue<long>()));
        Assert.Equal(seen + 1, (await App.Store.FetchAsync<Tender>(tender.Id)).Version);
    }

    private static async Task<JsonNode> ShownAsync(ServeProcess process, TestTender tender, DateTimeOffset deadline)
    {
        using var anybody = new HttpClient { BaseAddress = process.Address };
        using var patience = Patience.Begin();
        while (true)
        {
            if (
                await anybody.ReadAsync($"/api/v1/tenders/{tender.Id}") is var sheet
                && sheet["deadline"]!.GetValue<DateTimeOffset>() == deadline
            )
                return sheet;
            await Task.Delay(10, patience.Token);
        }
    }

    private async Task<long> PositionAsync<T>(Guid stream) => (await App.Store.ReadStreamAsync(stream)).Single(e => e.Data is T).Sequence;

    private static async Task<NpgsqlTransaction> HoldStreamAsync(NpgsqlConnection session, Guid stream)
    {
        var transaction = await session.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("select version from events.mt_streams where id = $1 for update", session, transaction);
        hold.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = stream });
        await hold.ExecuteScalarAsync();
        return transaction;
    }

    private static async Task RunAsync(NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        await command.ExecuteNonQueryAsync();
    }
}
