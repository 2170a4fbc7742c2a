using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Doses;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Testing;
using Xunit.Abstractions;

namespace UseIt.Marketplace.Tests.Crashes;

/// <summary>
/// Bids that come in around the deadline, over real connections, judged by what their senders know: when the last byte was handed to the
/// network, by the store's clock as the sender reads it.
/// </summary>
[Collection("Alone")]
public sealed class LastMinuteTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Tail = TimeSpan.FromSeconds(1);

    [Fact]
    public Task each_bid_is_judged_by_its_arrival() => RunAsync(bids: 24, clients: 8, TimeSpan.FromSeconds(3), kill: false);

    [LongFact]
    public Task a_thousand_in_the_last_minute() => RunAsync(bids: 1_000, clients: 40, TimeSpan.FromMinutes(1), kill: false);

    [LongFact]
    public Task a_thousand_in_the_last_minute_and_the_process_killed() =>
        RunAsync(bids: 1_000, clients: 40, TimeSpan.FromMinutes(1), kill: true);

    private sealed record Sent(
        Guid Bid,
        DateTimeOffset NotBefore,
        DateTimeOffset NoLater,
        HttpStatusCode Status,
        string Text,
        TimeSpan Took
    );

    private async Task RunAsync(int bids, int clients, TimeSpan lead, bool kill)
    {
        var marketplace = new DurableMarketplace();
        await marketplace.InitializeAsync();
        try
        {
            await RunAsync(marketplace, bids, clients, lead, kill);
        }
        finally
        {
            await marketplace.DisposeAsync();
        }
    }

    private async Task RunAsync(DurableMarketplace marketplace, int count, int clients, TimeSpan lead, bool kill)
    {
        var app = marketplace.App;
        var tender = await app.PublishedAsync();
        var written = new ConcurrentBag<(TestEnterprise Bidder, Guid Bid)>();
        await Parallel.ForEachAsync(
            Enumerable.Range(1, count),
            new ParallelOptions { MaxDegreeOfParallelism = 4 },
            async (n, _) =>
            {
                var bidder = await app.EnterpriseAsync($"Bidder {n} CIC");
                written.Add((bidder, await bidder.WrittenBidAsync(tender, tender.GroundsLot)));
            }
        );
        var serving = await marketplace.ServedUntilAsync(tender, tender.Deadline - lead - Heartbeat.Tolerance);
        try
        {
            await app.ClockToAsync(tender.Deadline - lead - Tail);
            await using var clock = await SendersClock.StartAsync(marketplace);
            var random = new Random(1);
            var begin = clock.MomentOf(tender.Deadline - lead);
            var whole = lead + Tail;
            var plans = written
                .Select(
                    (w, n) =>
                        (
                            w.Bidder,
                            w.Bid,
                            Client: n % clients,
                            At: begin + (long)(random.NextDouble() * whole.TotalSeconds * Stopwatch.Frequency)
                        )
                )
                .GroupBy(p => p.Client)
                .Select(g => g.OrderBy(p => p.At).ToList())
                .ToList();
            var sent = new ConcurrentBag<Sent>();
            var sending = plans.Select(plan =>
                Task.Run(async () =>
                {
                    foreach (var (bidder, bid, _, at) in plan)
                    {
                        if (Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at) is { Ticks: > 0 } wait)
                            await Task.Delay(wait);
                        sent.Add(await SendAsync(() => serving, bidder, bid, clock));
                    }
                })
            );
            var all = Task.WhenAll([.. sending]);
            if (kill)
            {
                await Task.Delay(lead / 2);
                await serving.DisposeAsync();
                serving = await ServeProcess.StartAsync(marketplace.Folder);
            }
            await all;
            await marketplace.UntilFactAsync<TenderClosed>(tender.Id);
            await CheckAsync(marketplace, tender, sent, kill);
        }
        finally
        {
            await serving.DisposeAsync();
        }
    }

    private static async Task<Sent> SendAsync(Func<ServeProcess> serving, TestEnterprise bidder, Guid bid, SendersClock clock)
    {
        using var patience = Patience.Begin();
        while (true)
        {
            var began = Stopwatch.GetTimestamp();
            try
            {
                using var client = serving().As(bidder.Http);
                using var content = new HandedOver();
                using var answer = await client.PostAsync(
                    new Uri($"/api/v1/bids/{bid}/submission", UriKind.Relative),
                    content,
                    patience.Token
                );
                var text = await answer.Content.ReadAsStringAsync(patience.Token);
                return new Sent(
                    bid,
                    clock.Earliest(began),
                    clock.Latest(content.At),
                    answer.StatusCode,
                    text,
                    Stopwatch.GetElapsedTime(began)
                );
            }
            catch (HttpRequestException)
            {
                // As an anxious bidder does while the marketplace is away.
                await Task.Delay(200, patience.Token);
            }
        }
    }

    private async Task CheckAsync(DurableMarketplace marketplace, TestTender tender, IReadOnlyCollection<Sent> sent, bool kill)
    {
        var closed = (await marketplace.App.Store.ReadStreamAsync(tender.Id)).Single(e => e.Data is TenderClosed);
        var (inTime, late, wrong) = (0, 0, new List<string>());
        foreach (var one in sent)
        {
            var facts = await marketplace.App.Store.ReadStreamAsync(one.Bid);
            var received = facts.Where(e => e.Data is BidReceived).ToList();
            var submitted = facts.Where(e => e.Data is BidSubmitted).ToList();
            if (received.Count != 1)
                wrong.Add($"{one.Bid} is stored {received.Count} times: {one.Status} {one.Text}");
            else if (one.Status == HttpStatusCode.OK)
            {
                inTime++;
                var uncertainty = TimeSpan.FromMilliseconds(((BidReceived)received[0].Data).UncertaintyMs!.Value);
                if (submitted.Count != 1 || submitted[0].Sequence > closed.Sequence)
                    wrong.Add($"{one.Bid} was acknowledged and is not in");
                if (!kill && one.NotBefore > tender.Deadline + uncertainty)
                    wrong.Add($"{one.Bid} was sent at {one.NotBefore:O}, after {tender.Deadline:O}, and is in");
            }
            else if (one.Text.Contains("bid-late", StringComparison.Ordinal))
            {
                late++;
                if (submitted.Count != 0)
                    wrong.Add($"{one.Bid} was refused and is in");
                if (one.NoLater <= tender.Deadline)
                    wrong.Add(
                        $"{one.Bid} had arrived by {one.NoLater:O}, was stamped {((BidReceived)received[0].Data).ReceivedAt:O} and is refused"
                    );
            }
            else
                wrong.Add($"{one.Bid}: {one.Status} {one.Text}");
        }
        var took = sent.Select(s => s.Took.TotalMilliseconds).Order().ToList();
        output.WriteLine(
            FormattableString.Invariant(
                $"{sent.Count} bids, {inTime} in time, {late} late, {wrong.Count} wrong; acknowledged p50 {took[took.Count / 2]:0} ms, p99 {took[took.Count * 99 / 100]:0} ms; closed {(closed.Timestamp - tender.Deadline).TotalSeconds:0.0} s after the deadline"
            )
        );
        foreach (var one in wrong)
            output.WriteLine(one);
        Assert.Empty(wrong);
        Assert.True(inTime > 0);
    }

    /// <summary>A body that knows when its last byte was handed to the network.</summary>
    private sealed class HandedOver : HttpContent
    {
        public HandedOver() => Headers.ContentType = new("application/json");

        public long At { get; private set; }

        protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            await stream.WriteAsync("{}"u8.ToArray());
            await stream.FlushAsync();
            At = Stopwatch.GetTimestamp();
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 2;
            return true;
        }
    }

    /// <summary>The store's clock as somebody outside knows it: read again and again, the tightest of the last readings counts.</summary>
    private sealed class SendersClock : IAsyncDisposable
    {
        private const int Kept = 20;
        private readonly CancellationTokenSource stopping = new();
        private readonly Queue<ClockReading> last = new();
        private Task reading = Task.CompletedTask;

        public static async Task<SendersClock> StartAsync(DurableMarketplace marketplace)
        {
            var clock = new SendersClock();
            var session = await marketplace.SessionAsync();
            await clock.ReadAsync(session);
            clock.reading = Task.Run(async () =>
            {
                await using (session)
                    while (!clock.stopping.IsCancellationRequested)
                    {
                        await clock.ReadAsync(session);
                        await Task.Delay(250);
                    }
            });
            return clock;
        }

        public DateTimeOffset Earliest(long moment) => Best.Earliest(moment);

        public DateTimeOffset Latest(long moment) => Best.Earliest(moment) + Best.Uncertainty;

        public long MomentOf(DateTimeOffset instant) => Best.Told + (long)((instant - Best.Now).TotalSeconds * Stopwatch.Frequency);

        public async ValueTask DisposeAsync()
        {
            await stopping.CancelAsync();
            await reading;
            stopping.Dispose();
        }

        private ClockReading Best
        {
            get
            {
                lock (last)
                    return last.MinBy(r => r.Uncertainty);
            }
        }

        private async Task ReadAsync(Npgsql.NpgsqlConnection session)
        {
            var read = await ClockReading.OfAsync(session);
            lock (last)
            {
                last.Enqueue(read);
                if (last.Count > Kept)
                    last.Dequeue();
            }
        }
    }
}
