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
        await app.FreezeAsync(tender.Deadline.AddMilliseconds(1));
        var second = late.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{tooLate}/submission", new { });
        var arrivedLate = await app.UntilFactAsync<BidReceived>(tooLate);
        Assert.Equal(tender.Deadline.AddMilliseconds(-100), arrived.ReceivedAt);
        Assert.Equal(tender.Deadline.AddMilliseconds(1), arrivedLate.ReceivedAt);
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
        await app.FreezeAsync(tender.Deadline.AddMilliseconds(1));
        await RunAsync(
            session,
            "select count(pg_terminate_backend(pid)) from pg_stat_activity where datname = current_database() and application_name = 'useit-bid-door' and state = 'idle in transaction'"
        );
        await RunAsync(session, $"select count(pg_terminate_backend(pid)) from pg_locks where objid = {Gate} and not granted");
        await RunAsync(session, $"select pg_advisory_unlock({Gate})");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await submission).StatusCode);
        Assert.Empty(await app.FactsAsync<BidReceived>(bid));
        await bidder.Http.RefusedAsync($"/api/v1/bids/{bid}/submission", new { }, "bid-late");
        Assert.Equal(tender.Deadline.AddMilliseconds(1), Assert.Single(await app.FactsAsync<BidReceived>(bid)).ReceivedAt);
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
}
