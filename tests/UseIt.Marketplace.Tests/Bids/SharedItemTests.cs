using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class SharedItems(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task an_item_of_the_bid_ready_file_goes_into_a_bid_as_it_stands_and_stays_so()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Ready CIC");
        var item = await InsuredAsync(bidder, "Public liability insurance");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } }));
        var asked = tender.Of(tender.GroundsLot, RequirementKind.Capability);
        var path = $"/bids/{bid}/parts/{asked.RequirementId}";
        using var browser = await Browsing.AsAsync(app, bidder.Manager);
        var page = await browser.GetAsync(path);
        var said = $"£5,000,000, valid until {UkTime.Display(new DateOnly(2099, 3, 1))}";
        Assert.Contains($"Public liability insurance, {said}", page.Html, StringComparison.Ordinal);
        var saved = await browser.SendAsync(page, path, ("Met", "True"), ("FromFile", $"{item}"));
        Assert.True(saved.Status == HttpStatusCode.Found, string.Join("; ", saved.Mistakes));

        // The file moves on; the bid does not, also when the answer is saved again.
        var newer = Guid.CreateVersion7();
        await bidder.Http.DoAsync(
            $"/api/v1/enterprises/{bidder.Id}/bid-ready-items",
            new
            {
                itemId = newer,
                kind = BidReadyKind.Insurance,
                title = "Public liability insurance",
                cover = new Money(9_000_000),
                until = "2099-09-09",
                replaces = item,
            }
        );
        page = await browser.GetAsync(path);
        Assert.Contains("In the bid as of", page.Html, StringComparison.Ordinal);
        saved = await browser.SendAsync(page, path, ("Met", "True"), ("Text", "As the policy says"), ("FromFile", $"{item}"));
        Assert.Equal(HttpStatusCode.Found, saved.Status);
        var check = (await browser.GetAsync($"/bids/{bid}/check")).Html;
        Assert.Contains("From the bid-ready file, as of", check, StringComparison.Ordinal);
        Assert.Contains(said, check, StringComparison.Ordinal);
        Assert.DoesNotContain("£9,000,000", check, StringComparison.Ordinal);

        // What it says comes from the file alone, and from nobody else's.
        var part = $"/api/v1/bids/{bid}/parts/{asked.RequirementId}";
        var others = await InsuredAsync(await app.EnterpriseAsync("Unready CIC"), "Other insurance");
        foreach (
            var (body, code) in new (object, string)[]
            {
                (new { answer = new { met = true }, fromFile = new[] { others } }, "bid-ready-item-unknown"),
                (new { answer = new { met = true, shared = new[] { Forged(item) } }, fromFile = Array.Empty<Guid>() }, "shared-made-here"),
            }
        )
        {
            using var refused = await bidder.Http.SendCommandAsync(HttpMethod.Put, part, body);
            Assert.Contains(code, await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }

        await bidder.SaveAsync(bid, tender.Of(tender.GroundsLot, RequirementKind.Question), new BidAnswer("By hand"));
        await bidder.SaveAsync(bid, tender.Of(tender.GroundsLot, RequirementKind.Commitment), new BidAnswer("So", Quantity: 1));
        await bidder.SaveAsync(
            bid,
            tender.Of(tender.GroundsLot, RequirementKind.Price),
            new BidAnswer(Prices: [new PriceLine("Whole lot", new Money(40_000))])
        );
        await bidder.SubmitAsync(bid);
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<BidOpened>(bid);
        var reader = new Actor(Guid.CreateVersion7(), tender.Buyer.Id, new HashSet<string>(), "membership:test");
        var opened = Assert.Single(
            await app.Services.GetRequiredService<OpenedBids>().ReadAsync(tender.Id, tender.GroundsLot, reader, "evaluation")
        );
        var shared = Assert.Single(opened.Answers.Single(a => a.RequirementId == asked.RequirementId).Shared!);
        Assert.Equal((item, new Money(5_000_000), new DateOnly(2099, 3, 1)), (shared.ItemId, shared.Cover!.Value, shared.Until!.Value));
        Assert.Equal(64, shared.Sha256.Length);
    }

    private static SharedItem Forged(Guid item) =>
        new(item, BidReadyKind.Insurance, "Forged", BidReadyState.Have, null, new Money(1), null, null, 1, DateTimeOffset.UnixEpoch, "00");

    private static async Task<Guid> InsuredAsync(TestEnterprise enterprise, string title)
    {
        await enterprise.Http.DoAsync($"/api/v1/enterprises/{enterprise.Id}", new { legalForm = "CIC", mission = "Green streets" });
        var item = Guid.CreateVersion7();
        await enterprise.Http.DoAsync(
            $"/api/v1/enterprises/{enterprise.Id}/bid-ready-items",
            new
            {
                itemId = item,
                kind = BidReadyKind.Insurance,
                title,
                cover = new Money(5_000_000),
                until = "2099-03-01",
            }
        );
        return item;
    }
}
