using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class BidsAtTheDeadline(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task while_the_tender_is_held_across_the_deadline_the_instant_of_arrival_alone_decides()
    {
        var tender = await app.PublishedAsync();
        var (early, late) = (await app.EnterpriseAsync("Early CIC"), await app.EnterpriseAsync("Late CIC"));
        var (inTime, tooLate) = (
            await early.WrittenBidAsync(tender, tender.GroundsLot),
            await late.WrittenBidAsync(tender, tender.GroundsLot)
        );

        await using var connection = await app.Database.OpenConnectionAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await using (
            var hold = new NpgsqlCommand("select version from events.mt_streams where id = $1 for update", connection, transaction)
        )
        {
            hold.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender.Id });
            await hold.ExecuteScalarAsync();
        }
        await app.FreezeAsync(tender.Deadline.AddMilliseconds(-100));
        var first = early.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{inTime}/submission", new { });
        var arrived = await app.UntilFactAsync<BidReceived>(inTime);
        await app.FreezeAsync(tender.Deadline.AddMinutes(1));
        var second = late.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{tooLate}/submission", new { });
        var arrivedLate = await app.UntilFactAsync<BidReceived>(tooLate);
        // The stopped clock stands while the bids come in: that much earlier they seem to be.
        Assert.InRange(arrived.ReceivedAt, tender.Deadline.AddMinutes(-1), tender.Deadline.AddMilliseconds(-100));
        Assert.InRange(arrivedLate.ReceivedAt, tender.Deadline.AddMilliseconds(1), tender.Deadline.AddMinutes(1));
        Assert.InRange(arrived.UncertaintyMs!.Value, 0, 1000);
        Assert.False(first.IsCompleted || second.IsCompleted);
        Assert.Empty(await app.FactsAsync<BidSubmitted>(inTime));
        await transaction.CommitAsync();

        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await second).StatusCode);
        Assert.Contains("bid-late", await (await second).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Single(await app.FactsAsync<BidSubmitted>(inTime));
        var refused = Assert.Single(await app.FactsAsync<LateBidRefused>(tooLate));
        Assert.Equal(tender.Deadline, refused.Deadline);
        Assert.Empty(await app.FactsAsync<BidSubmitted>(tooLate));

        // The late attempt stays sealed and stays a fact; the same bid again makes a further one.
        Assert.Equal("Late", (await late.Http.ReadAsync($"/api/v1/bids/{tooLate}"))["status"]!.GetValue<string>());
        await late.Http.RefusedAsync($"/api/v1/bids/{tooLate}/submission", new { }, "bid-late");
        Assert.Equal(2, (await app.FactsAsync<LateBidRefused>(tooLate)).Count);
    }
}

public sealed class BidsInACrash(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_process_that_ends_between_arrival_and_decision_loses_nothing()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Unlucky CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await using (var outside = NpgsqlDataSource.Create(app.Settings.ConnectionString))
        await using (var connection = await outside.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            await using var hold = new NpgsqlCommand(
                "select version from events.mt_streams where id = $1 for update",
                connection,
                transaction
            );
            hold.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = tender.Id });
            await hold.ExecuteScalarAsync();
            var lead = new Actor(bidder.Manager.Id, bidder.Id, new HashSet<string> { Roles.BidManager }, "membership:test");
            Assert.IsType<Outcome.Done>(
                await app.Services.GetRequiredService<BidDoor>().ReceiveAsync(new SubmitBid(bid), new CommandContext(lead))
            );
            await app.StopAsync();
        }
        await app.StartAsync();
        var submitted = await app.UntilFactAsync<BidSubmitted>(bid);
        Assert.Equal(Assert.Single(await app.FactsAsync<BidReceived>(bid)).ReceivedAt, submitted.ReceivedAt);
    }
}

public sealed class BidsInALostDatabase(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const long Gate = 78;

    [Fact]
    public async Task a_bid_that_loses_its_place_at_the_door_is_not_stored_with_its_old_instant()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Unlucky CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await app.SqlAsync(
            $"create function public.wait_at_the_gate() returns trigger language plpgsql as $$ begin perform pg_advisory_xact_lock_shared({Gate}); return new; end $$"
        );
        await app.SqlAsync(
            "create trigger wait_at_the_gate before insert on events.mt_events for each row when (new.type = 'bid_received') execute function public.wait_at_the_gate()"
        );
        await using var session = await app.Database.OpenConnectionAsync();
        await RunAsync(session, $"select pg_advisory_lock({Gate})");
        await app.FreezeAsync(tender.Deadline.AddMilliseconds(-100));
        var submission = bidder.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{bid}/submission", new { });
        while (await RunAsync(session, $"select count(*) from pg_locks where objid = {Gate} and not granted") is 0L)
            await Task.Yield();
        // As a killed server leaves it: both sessions are gone, nothing is stored, and the process is there to try again.
        await app.FreezeAsync(tender.Deadline.AddMinutes(1));
        await RunAsync(
            session,
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name = 'useit-bid-door' and state = 'idle in transaction'"
        );
        await RunAsync(session, $"select count(pg_terminate_backend(pid)) from pg_locks where objid = {Gate} and not granted");
        await RunAsync(session, $"select pg_advisory_unlock({Gate})");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await submission).StatusCode);
        Assert.Empty(await app.FactsAsync<BidReceived>(bid));
        await bidder.Http.RefusedAsync($"/api/v1/bids/{bid}/submission", new { }, "bid-late");
        Assert.InRange(
            Assert.Single(await app.FactsAsync<BidReceived>(bid)).ReceivedAt,
            tender.Deadline.AddMilliseconds(1),
            tender.Deadline.AddMinutes(1)
        );
    }

    private static async Task<object?> RunAsync(NpgsqlConnection session, string sql)
    {
        await using var command = new NpgsqlCommand(sql, session);
        return await command.ExecuteScalarAsync();
    }
}

public sealed class BidsAtTheClosing(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_bid_that_has_arrived_is_decided_before_its_tender_closes()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Last Minute CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        var lead = new Actor(bidder.Manager.Id, bidder.Id, new HashSet<string> { Roles.BidManager }, "membership:test");
        Assert.IsType<Outcome.Done>(
            await app.Services.GetRequiredService<BidDoor>().ReceiveAsync(new SubmitBid(bid), new CommandContext(lead))
        );
        await app.ClosedAsync(tender);
        var decided = (await app.Store.ReadStreamAsync(bid)).Single(e => e.Data is BidSubmitted);
        var closed = (await app.Store.ReadStreamAsync(tender.Id)).Single(e => e.Data is TenderClosed);
        Assert.True(decided.Sequence < closed.Sequence);
        await bidder.Http.RefusedAsync($"/api/v1/bids/{bid}/withdrawal", new { }, "withdrawal-too-late");
    }

    [Fact]
    public async Task a_bid_whose_last_byte_is_here_is_in_time_however_long_it_waits_and_holds_the_closing()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Waiting CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await app.Services.GetRequiredService<Heartbeat>().BeatAsync();
        Task<HttpResponseMessage> submission;
        await using (var connection = await app.Database.OpenConnectionAsync())
        await using (var transaction = await connection.BeginTransactionAsync())
        {
            // The door asks this table whose bid it is, before it can make itself known anywhere.
            await using var hold = new NpgsqlCommand(
                $"lock table {app.Services.GetRequiredService<BidTenders>().Table} in access exclusive mode",
                connection,
                transaction
            );
            await hold.ExecuteNonQueryAsync();
            await app.ClockToAsync(tender.Deadline.AddSeconds(-3));
            submission = bidder.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{bid}/submission", new { });
            await app.UntilSomebodyWaitsForAsync(connection);
            while (await app.Store.ClockAsync() <= tender.Deadline)
                await Task.Delay(50);
            await app.DoAsync(new CloseTender(tender.Id));
            Assert.Empty(await app.FactsAsync<TenderClosed>(tender.Id));
            await transaction.CommitAsync();
        }
        Assert.Equal(HttpStatusCode.OK, (await submission).StatusCode);
        var received = Assert.Single(await app.FactsAsync<BidReceived>(bid));
        Assert.InRange(received.ReceivedAt, tender.Deadline.AddSeconds(-3), tender.Deadline);
        Assert.InRange(received.UncertaintyMs!.Value, 0, 1000);
        Assert.Single(await app.FactsAsync<BidSubmitted>(bid));
        await app.ClosedAsync(tender);
    }

    [Fact]
    public async Task what_has_begun_to_arrive_before_the_deadline_and_ends_after_it_is_late()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Slow CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await app.ClockToAsync(tender.Deadline.AddMinutes(-1));
        using var slow = new SlowJson();
        var submission = bidder.Http.PostAsync(new Uri($"/api/v1/bids/{bid}/submission", UriKind.Relative), slow);
        await slow.Begun;
        await app.ClockToAsync(tender.Deadline.AddSeconds(1));
        slow.End();
        using var answer = await submission;
        Assert.Contains("bid-late", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.True(Assert.Single(await app.FactsAsync<BidReceived>(bid)).ReceivedAt > tender.Deadline);
        await app.ClosedAsync(tender);
    }

    private sealed class SlowJson : HttpContent
    {
        private readonly TaskCompletionSource begun = new();
        private readonly TaskCompletionSource end = new();

        public SlowJson() => Headers.ContentType = new("application/json");

        public Task Begun => begun.Task;

        public void End() => end.SetResult();

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{"u8.ToArray());
            await stream.FlushAsync();
            begun.SetResult();
            await end.Task;
            await stream.WriteAsync("}"u8.ToArray());
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
