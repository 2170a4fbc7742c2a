using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Notifications;

public sealed class TellThoseConcernedTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task whoever_bids_comes_together_or_asked_hears_what_happens_to_the_tender_and_the_buyer_hears_what_waits()
    {
        var tender = await app.PublishedAsync();
        var (lead, partner, alone, asking, stranger) = (
            await app.EnterpriseAsync("Ladywood Grounds CIC"),
            await app.EnterpriseAsync("Soho Training Co-op"),
            await app.EnterpriseAsync("Alone CIC"),
            await app.EnterpriseAsync("Asking CIC"),
            await app.EnterpriseAsync("Elsewhere CIC")
        );
        await app.ConsortiumAsync(tender, tender.GroundsLot, lead, partner);
        await alone.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } });
        var taken = await stranger.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } });
        await stranger.Http.DoAsync($"/api/v1/bids/{taken["id"]}/withdrawal", new { });

        var path = $"/api/v1/tenders/{tender.Id}";
        var asked = await asking.Http.DoAsync($"{path}/questions", new { text = "May two bid together?" });
        await tender.Buyer.Author.Http.DoAsync(
            $"{path}/questions/{asked["id"]}/answer",
            new { publishedQuestion = "May two bid together?", answer = "Yes" }
        );
        var later = tender.Deadline.AddDays(3);
        await tender.Buyer.Author.Http.DoAsync($"{path}/extension-proposals", new { to = later, reason = "A late document" });
        await tender.Buyer.Approver.Http.DoAsync($"{path}/extensions", new { to = later });
        await tender.Buyer.Approver.Http.DoAsync($"{path}/withdrawal", new { reason = "The money is gone" });
        await app.SettledAsync();

        string[] everybody = ["deadline-moved", "question-answered", "tender-withdrawn"];
        foreach (var bidder in new[] { lead, partner, alone, asking })
            Assert.Equal(everybody, await AboutAsync(tender, bidder.Http));
        Assert.Empty(await AboutAsync(tender, stranger.Http));
        // About the question, by the name of the tender; answered, it waits no more.
        Assert.Equal(["question-asked"], await AboutAsync(asked["id"]!.GetValue<Guid>(), tender.Buyer.Author.Http));
        Assert.All(
            (await tender.Buyer.Author.Http.ReadAsync("/api/v1/inbox"))["items"]!.AsArray(),
            m => Assert.True(m!["kind"]!.GetValue<string>() != "question-asked" || m["read"]!.GetValue<bool>())
        );
        using var author = await Browsing.AsAsync(app, tender.Buyer.Author);
        Assert.Contains("Hospital grounds and cleaning", (await author.GetAsync("/messages")).Html, StringComparison.Ordinal);
        Assert.Equal(["extension-proposed"], await AboutAsync(tender, tender.Buyer.Approver.Http));
        Assert.Empty(await AboutAsync(tender, tender.Buyer.FirstOpener.Http));
    }

    [Fact]
    public async Task a_bid_that_came_too_late_is_told_to_its_team()
    {
        var tender = await app.PublishedAsync();
        var late = await app.EnterpriseAsync("Late CIC");
        var bid = await late.WrittenBidAsync(tender, tender.GroundsLot);
        await app.ClockToAsync(tender.Deadline.AddMinutes(1));
        using (var sent = await late.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{bid}/submission", new { })) { }
        await app.UntilAsync(async () => (await app.FactsAsync<UseIt.Marketplace.Bids.LateBidRefused>(bid)).Count == 1);
        await app.SettledAsync();
        Assert.Contains(
            "bid-late",
            (await late.Http.ReadAsync("/api/v1/inbox"))["items"]!.AsArray().Select(m => m!["kind"]!.GetValue<string>())
        );
    }

    [Fact]
    public async Task that_a_supplier_is_suspended_its_partners_hear_and_the_buyer_once_the_bids_are_open()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        await consortium.Lead.SubmitAsync(bid);
        await app.DoAsync(new SuspendOrganisation(consortium.Partner.Id, "Debts"));
        await app.SettledAsync();
        Assert.Contains("bidder-gone", await AboutAsync(bid, consortium.Lead.Http));
        Assert.DoesNotContain("supplier-gone", await AboutAsync(tender, tender.Buyer.Author.Http));

        await app.DoAsync(new ReinstateOrganisation(consortium.Partner.Id, "Paid"));
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<UseIt.Marketplace.Bids.BidOpened>(bid);
        await app.DoAsync(new SuspendOrganisation(consortium.Partner.Id, "Debts again"));
        await app.SettledAsync();
        Assert.Equal(2, (await AboutAsync(bid, consortium.Lead.Http)).Count(k => k == "bidder-gone"));
        foreach (var buyer in new[] { tender.Buyer.Author, tender.Buyer.Approver })
            Assert.Contains("supplier-gone", await AboutAsync(tender, buyer.Http));
        Assert.DoesNotContain("supplier-gone", await AboutAsync(tender, tender.Buyer.FirstOpener.Http));
    }

    private static Task<IReadOnlyList<string>> AboutAsync(TestTender tender, HttpClient http) => AboutAsync(tender.Id, http);

    private static async Task<IReadOnlyList<string>> AboutAsync(Guid subject, HttpClient http) =>
        [
            .. (await http.ReadAsync("/api/v1/inbox"))["items"]!
                .AsArray()
                .Where(m => m!["subject"]!.GetValue<Guid>() == subject)
                .Select(m => m!["kind"]!.GetValue<string>())
                .Order(),
        ];
}
