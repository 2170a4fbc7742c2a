using Microsoft.Playwright;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.BrowserTests;

/// <summary>A price line by line, then what comes between the opening and the award: a question to the bidder, and the checks.</summary>
public sealed class PricePagesTests(Chromium chromium, ServedApp app) : IClassFixture<ServedApp>, IClassFixture<Chromium>
{
    [Theory]
    [InlineData(true, 1280)]
    [InlineData(false, 320)]
    public async Task a_bidder_prices_line_by_line_answers_the_buyer_and_is_checked(bool script, int width)
    {
        var screen = width == 320 ? Screen.Narrow : Screen.Desk;
        var name = $"lines-{(script ? "script" : "plain")}-{width}";
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync($"Lines {width} CIC");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } }));
        await bidder.AnswerAsync(bid, tender, tender.GroundsLot);
        await app.SettledAsync();
        await using var visit = await chromium.AsAsync(app, bidder.Manager, screen, script);
        var page = visit.Page;
        await visit.OpenAsync($"/bids/{bid}");
        await visit.FollowAsync("Price");
        await visit.SoundAsync($"{name}-price");
        var first = page.GetByRole(AriaRole.Group, new() { Name = "Line 1" });
        await first.GetByLabel("How many?").FillAsync("1,200");
        await first.GetByLabel("Price for one, without VAT").FillAsync("18.40");
        await first.GetByLabel("VAT (optional)").FillAsync("20");
        await visit.PressAsync("Add another line");
        var second = page.GetByRole(AriaRole.Group, new() { Name = "Line 2" });
        await second.GetByLabel("What is it for?").FillAsync("Hedges");
        await second.GetByLabel("Price for one, without VAT").FillAsync("about ten");
        await visit.PressAsync("Save");
        await Assertions
            .Expect(page.GetByRole(AriaRole.Link, new() { Name = "Enter the price for one in pounds, for example 1,250 or 18.40" }))
            .ToBeVisibleAsync();
        await visit.SoundAsync($"{name}-mistake");
        await visit.PressAsync("Remove line 2");
        await Assertions.Expect(page.GetByText("£26,496.00 with VAT")).ToBeVisibleAsync();
        await visit.PressAsync("Save");
        await visit.FollowAsync("Check and submit", AriaRole.Button);
        await Assertions.Expect(page.GetByText("£22,080.00").First).ToBeVisibleAsync();
        await visit.SoundAsync($"{name}-check");
        await visit.PressAsync("Submit the bid");
        await Assertions.Expect(page.GetByText("The price that was sealed").First).ToBeVisibleAsync();
        await visit.SoundAsync($"{name}-receipt");

        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<BidOpened>(bid);
        var evaluation = Evaluation.IdOf(tender.Id, tender.GroundsLot);
        await app.UntilAsync(async () => (await app.Store.FetchAsync<Evaluation>(evaluation)).Exists);
        await app.SettledAsync();
        await using var buyer = await chromium.AsAsync(app, tender.Buyer.Author, screen, script);
        await buyer.OpenAsync($"/evaluations/{evaluation}");
        await buyer.FollowAsync("Ask or read what bidders were asked");
        await buyer.Page.GetByLabel("What do you want to know, or what is missing?").FillAsync("Who drives the machines?");
        var day = UkTime.DayOf(await app.Store.ClockAsync()).AddDays(3);
        var by = buyer.Page.GetByRole(AriaRole.Group, new() { Name = "By which day must they answer?" });
        await by.GetByLabel("Day").FillAsync($"{day.Day}");
        await by.GetByLabel("Month").FillAsync($"{day.Month}");
        await by.GetByLabel("Year").FillAsync($"{day.Year}");
        await buyer.SoundAsync($"{name}-ask");
        await buyer.PressAsync("Ask the bidders");
        await Assertions.Expect(buyer.Page.GetByText("Not answered yet")).ToBeVisibleAsync();

        await visit.OpenAsync($"/bids/{bid}");
        await visit.FollowAsync("What the buyer has asked about this bid");
        await page.GetByLabel("Your answer").FillAsync("Four people hold the certificate.");
        await page.GetByLabel("No: the answer changes neither our offer nor our price").CheckAsync();
        await visit.SoundAsync($"{name}-answer");
        await visit.PressAsync("Send the answer");
        await Assertions.Expect(page.GetByText("Your answer is with the buyer")).ToBeVisibleAsync();

        await buyer.OpenAsync($"/buyer/tenders/{tender.Id}/checks");
        await Assertions.Expect(buyer.Page.GetByText("Still to check")).ToBeVisibleAsync();
        await buyer.SoundAsync($"{name}-checks");
        await buyer.PressAsync($"Save the subcontractors of {bidder.Name}");
        await buyer.Page.GetByLabel(bidder.Name, new() { Exact = true }).CheckAsync();
        await buyer.Page.GetByLabel("Where did you look?").FillAsync("The debarment list on GOV.UK");
        await buyer.Page.GetByLabel("Nothing was found", new() { Exact = true }).CheckAsync();
        await buyer.PressAsync("Record the check");
        await Assertions.Expect(buyer.Page.GetByText("Everybody is checked")).ToBeVisibleAsync();
        await buyer.SoundAsync($"{name}-checked");
    }
}
