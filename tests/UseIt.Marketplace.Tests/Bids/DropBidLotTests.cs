using System.Net;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class DropBidLotDecisions
{
    private static readonly Guid Id = Guid.CreateVersion7(),
        TenderId = Guid.CreateVersion7(),
        Lead = Guid.CreateVersion7(),
        Grounds = Guid.CreateVersion7(),
        Cleaning = Guid.CreateVersion7();
    private static readonly DateTimeOffset Deadline = new(2026, 6, 26, 16, 0, 0, TimeSpan.Zero);
    private static readonly BidStarted Started = new(Id, TenderId, Lead, null, [Lead], [Grounds, Cleaning]);
    private static readonly TenderForBids Tender = TenderForBids.Empty with { Published = true, Deadline = Deadline };

    private static Decision Drop(Bid bid, Guid lot, DateTimeOffset? now = null) =>
        DropBidLotHandler.Handle(new DropBidLot(Id, lot), bid, new DropBidLotHandler.Found(Tender, []), now ?? Deadline);

    [Fact]
    public void one_of_two_lots_can_go() =>
        Spec.Given<Bid>(Started).When((Bid b) => Drop(b, Cleaning)).Facts(new BidLotDropped(Id, Cleaning));

    [Fact]
    public void the_last_lot_stays() =>
        Spec.Given<Bid>(Started, new BidLotDropped(Id, Cleaning)).When((Bid b) => Drop(b, Grounds)).Refused("last-lot");

    [Fact]
    public void dropping_it_twice_changes_nothing() =>
        Spec.Given<Bid>(Started, new BidLotDropped(Id, Cleaning)).When((Bid b) => Drop(b, Cleaning)).Nothing();

    [Fact]
    public void a_lot_of_another_tender_is_unknown() =>
        Spec.Given<Bid>(Started).When((Bid b) => Drop(b, Guid.CreateVersion7())).Refused("lot-not-in-bid");

    [Fact]
    public void after_the_deadline_it_is_too_late() =>
        Spec.Given<Bid>(Started).When((Bid b) => Drop(b, Cleaning, Deadline.AddTicks(1))).Refused("drop-too-late");
}

public sealed class DropBidLotOnPostgres(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_dropped_lot_is_free_once_nothing_that_was_submitted_is_for_it()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Two Trades CIC");
        var bid = BidSteps.Id(
            await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot, tender.CleaningLot } })
        );
        foreach (var lot in new[] { tender.GroundsLot, tender.CleaningLot })
            await bidder.AnswerAsync(bid, tender, lot);
        await bidder.SubmitAsync(bid);

        using (var dropped = await bidder.Http.DeleteAsync(new Uri($"/api/v1/bids/{bid}/lots/{tender.CleaningLot}", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.OK, dropped.StatusCode);
        // What was submitted still stands, lot and all.
        await bidder.Http.RefusedAsync(
            "/api/v1/bids",
            new { tenderId = tender.Id, lots = new[] { tender.CleaningLot } },
            "already-in-a-bid"
        );
        await bidder.SubmitAsync(bid);
        Assert.Equal([tender.GroundsLot], (await app.FactsAsync<BidSubmitted>(bid))[^1].Lots);
        await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.CleaningLot } });
        await bidder.Http.RefusedAsync(
            "/api/v1/bids",
            new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } },
            "already-in-a-bid"
        );

        var stranger = await app.EnterpriseAsync("Stranger CIC");
        using var hidden = await stranger.Http.DeleteAsync(new Uri($"/api/v1/bids/{bid}/lots/{tender.GroundsLot}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
    }
}
