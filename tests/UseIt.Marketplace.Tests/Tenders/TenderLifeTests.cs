using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class TenderLifeOverHttp(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_tender_goes_from_draft_to_opened_and_says_so_in_public()
    {
        var tender = await app.DraftAsync();
        var public_ = await app.ClientAsync();
        Assert.Equal(
            System.Net.HttpStatusCode.NotFound,
            (await public_.GetAsync(new Uri($"/api/v1/tenders/{tender.Id}", UriKind.Relative))).StatusCode
        );

        await tender.Buyer.Approver.Http.DoAsync($"/api/v1/tenders/{tender.Id}/publication", new { });
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();

        await app.SettledAsync();
        var sheet = await public_.ReadAsync($"/api/v1/tenders/{tender.Id}");
        Assert.Equal("Closed", sheet["stage"]!.GetValue<string>());
        Assert.Equal($"ocds-213czf-{tender.Id}", sheet["ocid"]!.GetValue<string>());
        Assert.Equal(TenderSheet.ServerHeldStatement, sheet["openingStatement"]!.GetValue<string>());
        Assert.Equal(
            ["Published", "Closed", "Bids opened", "Ended without award", "Ended without award"],
            sheet["timeline"]!.AsArray().Select(t => t!["what"]!.GetValue<string>())
        );
        Assert.Empty(sheet["certificates"]![0]!["gaps"]!.AsArray());
    }
}
