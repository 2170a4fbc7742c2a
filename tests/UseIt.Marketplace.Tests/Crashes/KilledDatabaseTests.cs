using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Crashes;

/// <summary>The private PostgreSQL of a serving process is killed; nobody but that process is there to bring it back.</summary>
public sealed class KilledDatabaseTests(DurableMarketplace marketplace) : IClassFixture<DurableMarketplace>
{
    /// <summary>What is promised.</summary>
    private static readonly TimeSpan Promised = TimeSpan.FromSeconds(15);

    private MarketplaceApp App => marketplace.App;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task a_node_whose_database_is_killed_under_writing_goes_on_by_itself_and_loses_nothing(bool withBackends)
    {
        var buyer = await App.BuyerAsync();
        await using var serving = await AloneAsync();
        using var enough = new CancellationTokenSource();
        var acknowledged = new ConcurrentQueue<Guid>();
        var turnedAway = new ConcurrentDictionary<HttpStatusCode, int>();
        using var http = serving.As(buyer.Author.Http);
        var writers = Enumerable.Range(0, 3).Select(_ => DraftAsync(http, buyer, acknowledged, turnedAway, enough.Token)).ToArray();
        for (var round = 0; round < 3; round++)
        {
            await UntilMoreAsync(acknowledged, writers);
            await KillAsync(serving, withBackends);
        }
        await UntilMoreAsync(acknowledged, writers);
        await enough.CancelAsync();
        await Task.WhenAll(writers);

        foreach (var tender in acknowledged)
            Assert.Single(await App.FactsAsync<TenderDrafted>(tender));
        // Who could not be answered was told to come again; nobody was told of a bug.
        Assert.Empty(turnedAway.Keys.Except([HttpStatusCode.ServiceUnavailable, HttpStatusCode.Conflict]));
        foreach (var tender in acknowledged.TakeLast(3))
            await UntilAsync(async () => (await http.GetAsync($"/api/v1/buyer/tenders/{tender}")).StatusCode == HttpStatusCode.OK);
        var findings = new StringWriter();
        Assert.True(await VerifyLog.RunAsync(App.Services, findings) == 0, findings.ToString());
        Assert.False(serving.HasEnded);
    }

    [Fact]
    public async Task a_bid_is_taken_in_at_once_by_a_node_whose_database_was_killed_in_between()
    {
        var tender = await App.PublishedAsync();
        var (early, late) = (await App.EnterpriseAsync("Early Bird CIC"), await App.EnterpriseAsync("Late Riser CIC"));
        var (first, second) = (
            await early.WrittenBidAsync(tender, tender.GroundsLot),
            await late.WrittenBidAsync(tender, tender.GroundsLot)
        );
        await using var serving = await AloneAsync();
        await serving.As(early.Http).DoAsync($"/api/v1/bids/{first}/submission", new { });

        await KillAsync(serving, withBackends: true);

        await serving.As(late.Http).DoAsync($"/api/v1/bids/{second}/submission", new { });
        Assert.Single(await App.FactsAsync<BidSubmitted>(first));
        Assert.Single(await App.FactsAsync<BidSubmitted>(second));
    }

    [Fact]
    public async Task a_database_killed_before_a_deadline_and_back_at_once_is_no_outage()
    {
        var tender = await App.PublishedAsync();
        // However long the process takes to start, it is there before the hour that counts.
        var before = tender.Deadline - Outage.Window - Patience.Long;
        await App.ClockToAsync(before);
        await using var serving = await AloneAsync();
        await SeenAsync(before);
        await App.ClockToAsync(tender.Deadline.AddMinutes(-2));
        await SeenAsync(tender.Deadline.AddMinutes(-2));

        await KillAsync(serving, withBackends: true);
        await SeenAsync(await App.Store.ClockAsync());
        await App.ClockToAsync(tender.Deadline.AddSeconds(1));

        // The loops go on: what is due is done, and the views follow.
        var closed = await marketplace.UntilFactAsync<TenderClosed>(tender.Id);
        Assert.Empty(closed.Gaps);
        Assert.Empty(await App.FactsAsync<ClosingDeferred>(tender.Id));
        using var anybody = new HttpClient { BaseAddress = serving.Address };
        await UntilAsync(async () =>
            (await anybody.ReadAsync($"/api/v1/tenders/{tender.Id}"))["certificates"]!.AsArray() is [{ } certificate]
            && certificate["closed"]!.GetValue<bool>()
        );
    }

    /// <summary>A process that alone holds the cluster from now on.</summary>
    private async Task<ServeProcess> AloneAsync()
    {
        var serving = await ServeProcess.StartAsync(marketplace.Folder);
        await marketplace.Cluster.LeaveAsync();
        return serving;
    }

    private Task SeenAsync(DateTimeOffset instant) =>
        marketplace.UntilAsync("select exists (select from tenders.heartbeat where seen >= $1)", instant.UtcDateTime);

    private async Task KillAsync(ServeProcess serving, bool withBackends)
    {
        var before = await RunOfServerAsync();
        Assert.NotNull(before);
        var since = Stopwatch.GetTimestamp();
        Assert.True(TestFolders.KillServer(marketplace.Folder, withBackends));
        await UntilAsync(async () => await RunOfServerAsync() is { } now && now != before);
        using var anybody = new HttpClient { BaseAddress = serving.Address };
        await UntilAsync(async () => (await anybody.GetAsync("/health/ready")).StatusCode == HttpStatusCode.OK);
        Assert.InRange(Stopwatch.GetElapsedTime(since), TimeSpan.Zero, Promised);
        // What this process had open to the dead one.
        App.Database.Clear();
    }

    private async Task<DateTime?> RunOfServerAsync()
    {
        try
        {
            await using var session = await marketplace.SessionAsync();
            await using var command = new NpgsqlCommand("select pg_postmaster_start_time()", session);
            return (DateTime?)await command.ExecuteScalarAsync();
        }
        catch (NpgsqlException)
        {
            return null;
        }
    }

    /// <summary>One tender after the other; what is not acknowledged is sent again under its key.</summary>
    private static async Task DraftAsync(
        HttpClient http,
        TestBuyer buyer,
        ConcurrentQueue<Guid> acknowledged,
        ConcurrentDictionary<HttpStatusCode, int> turnedAway,
        CancellationToken enough
    )
    {
        var tender = Guid.CreateVersion7();
        while (!enough.IsCancellationRequested)
        {
            var body = new
            {
                tenderId = tender,
                buyerId = buyer.Id,
                title = "Hospital grounds",
                regime = RegimeCodes.PrivateVoluntary,
            };
            using var answer = await http.SendCommandAsync(HttpMethod.Post, "/api/v1/tenders", body, tender.ToString());
            if (answer.IsSuccessStatusCode)
            {
                acknowledged.Enqueue(tender);
                tender = Guid.CreateVersion7();
            }
            else
                turnedAway.AddOrUpdate(answer.StatusCode, 1, (_, times) => times + 1);
        }
    }

    private static async Task UntilMoreAsync(ConcurrentQueue<Guid> acknowledged, Task[] writers)
    {
        var before = acknowledged.Count;
        await UntilAsync(() => Task.FromResult(acknowledged.Count > before + 10 || writers.Any(writer => writer.IsCompleted)));
        Assert.All(writers, writer => Assert.False(writer.IsCompleted));
    }

    private static async Task UntilAsync(Func<Task<bool>> happened)
    {
        using var patience = Patience.Begin();
        while (!await happened())
            await Task.Delay(10, patience.Token);
    }
}
