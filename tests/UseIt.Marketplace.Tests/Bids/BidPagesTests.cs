using System.Net;
using System.Text.RegularExpressions;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class BidPages(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task an_enterprise_writes_its_bid_part_by_part_checks_it_and_submits_it()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } }));
        using var browser = await Browsing.AsAsync(app, bidder.Manager);

        var page = await browser.GetAsync($"/bids/{bid}");
        Assert.Equal("Bid for Hospital grounds and cleaning", page.Heading);
        Assert.Contains(BidAccess.SealingNotice, WebUtility.HtmlDecode(page.Html), StringComparison.Ordinal);
        Assert.Contains("Not yet started", page.Html, StringComparison.Ordinal);

        await SaveAsync(browser, bid, tender.Of(tender.GroundsLot, RequirementKind.Capability), ("Met", "True"));
        await SaveAsync(browser, bid, tender.Of(tender.GroundsLot, RequirementKind.Question), ("Text", "By hand & with <care>"));
        await SaveAsync(
            browser,
            bid,
            tender.Of(tender.GroundsLot, RequirementKind.Commitment),
            ("Quantity", "3"),
            ("HappensAnyway", "False"),
            ("Text", "Through the job centre")
        );
        var check = await browser.GetAsync($"/bids/{bid}/check");
        Assert.Contains("1 thing is missing.", check.Html, StringComparison.Ordinal);
        await SaveAsync(browser, bid, tender.Of(tender.GroundsLot, RequirementKind.Price), [.. Priced("£42,000.50")]);

        var editor = await browser.GetAsync($"/bids/{bid}/parts/{tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId}");
        Assert.Contains("By hand &amp; with &lt;care&gt;", editor.Html, StringComparison.Ordinal);
        check = await browser.GetAsync($"/bids/{bid}/check");
        Assert.Equal("Check and submit the bid", check.Heading);
        foreach (
            var said in new[]
            {
                "By hand &amp; with &lt;care&gt;",
                "You promise 3 people, which would not happen without this contract",
                "£42,000.50",
                "VAT £8,400.10",
                "£50,400.60 with VAT",
                "You meet this",
            }
        )
            Assert.Contains(said, check.Html, StringComparison.Ordinal);
        var sent = await browser.SendAsync(check, $"/bids/{bid}/check");
        Assert.Equal(HttpStatusCode.Found, sent.Status);
        await app.SettledAsync();
        page = await browser.GetAsync($"/bids/{bid}/receipt");
        Assert.Contains("Your bid is submitted and sealed", page.Html, StringComparison.Ordinal);
        Assert.Contains(
            BidReceiptPage.NumberOf((await app.Store.FetchAsync<Bid>(bid)).State.Submitted!.Receipt(bid)),
            page.Html,
            StringComparison.Ordinal
        );
        Assert.Contains(
            $"\"bidId\":\"{bid}\"",
            (await browser.GetAsync($"/bids/{bid}/receipt?handler=File")).Html,
            StringComparison.Ordinal
        );
        var received = Assert.Single(await app.FactsAsync<BidReceived>(bid));
        Assert.All(received.Parts, p => Assert.Contains(p.Sha256, page.Html, StringComparison.Ordinal));
        await app.SettledAsync();
        var list = await browser.GetAsync("/bids");
        Assert.Contains("Submitted", list.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task what_was_answered_for_one_lot_begins_the_answer_to_the_same_for_another()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Both Lots CIC");
        var bid = BidSteps.Id(
            await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot, tender.CleaningLot } })
        );
        using var browser = await Browsing.AsAsync(app, bidder.Manager);
        await SaveAsync(browser, bid, tender.Of(tender.GroundsLot, RequirementKind.Question), ("Text", "With nine people from Ladywood"));
        await SaveAsync(
            browser,
            bid,
            tender.Of(tender.GroundsLot, RequirementKind.Commitment),
            ("Quantity", "37"),
            ("Text", "Through the job centre")
        );

        var method = tender.Of(tender.CleaningLot, RequirementKind.Question);
        var page = await browser.GetAsync($"/bids/{bid}/parts/{method.RequirementId}");
        Assert.Contains("You have answered this for another lot", page.Html, StringComparison.Ordinal);
        Assert.Contains("With nine people from Ladywood", page.Html, StringComparison.Ordinal);
        var promise = await browser.GetAsync(
            $"/bids/{bid}/parts/{tender.Of(tender.CleaningLot, RequirementKind.Commitment).RequirementId}"
        );
        Assert.Contains("Through the job centre", promise.Html, StringComparison.Ordinal);
        Assert.True(string.IsNullOrEmpty(promise.Typed("Quantity")));
        // Asked otherwise it is another question; and until it is saved nothing is answered.
        Assert.DoesNotContain(
            "You have answered this",
            (await browser.GetAsync($"/bids/{bid}/parts/{tender.Of(tender.CleaningLot, RequirementKind.Capability).RequirementId}")).Html,
            StringComparison.Ordinal
        );
        Assert.Contains("Not yet started", (await browser.GetAsync($"/bids/{bid}")).Html, StringComparison.Ordinal);
        await SaveAsync(browser, bid, method, ("Text", "With six people from Soho"));
        Assert.DoesNotContain(
            "You have answered this",
            (await browser.GetAsync($"/bids/{bid}/parts/{method.RequirementId}")).Html,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task a_price_that_cannot_be_right_is_asked_about_and_can_be_meant()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Hasty CIC");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } }));
        using var browser = await Browsing.AsAsync(app, bidder.Manager);
        await SaveAsync(browser, bid, tender.Of(tender.GroundsLot, RequirementKind.Capability), ("Met", "True"));
        await SaveAsync(browser, bid, tender.Of(tender.GroundsLot, RequirementKind.Question), ("Text", "By hand"));
        await SaveAsync(browser, bid, tender.Of(tender.GroundsLot, RequirementKind.Commitment), ("Quantity", "3"), ("Text", "So"));
        await SaveAsync(browser, bid, tender.Of(tender.GroundsLot, RequirementKind.Price), [.. Priced("0")]);
        var check = await browser.GetAsync($"/bids/{bid}/check");
        Assert.Contains("Nothing is missing", check.Html, StringComparison.Ordinal);
        Assert.Contains("is £0", check.Html, StringComparison.Ordinal);
        var asked = await browser.SendAsync(check, $"/bids/{bid}/check");
        Assert.Equal(SubmitBidPage.NotSure.Sentence, Assert.Single(asked.Mistakes).Sentence);
        Assert.Empty(await app.FactsAsync<BidReceived>(bid));
        var sure = await browser.SendAsync(asked, $"/bids/{bid}/check", ("Sure", "true"));
        Assert.Equal(HttpStatusCode.Found, sure.Status);
        Assert.Single(await app.FactsAsync<BidReceived>(bid));
    }

    [Fact]
    public async Task what_cannot_be_read_is_said_beside_the_field_and_stays_typed()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Typing CIC");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } }));
        using var browser = await Browsing.AsAsync(app, bidder.Manager);
        var path = $"/bids/{bid}/prices/{tender.Of(tender.GroundsLot, RequirementKind.Price).RequirementId}";
        var refused = await browser.SendAsync(await browser.GetAsync(path), path, [.. Priced("about forty")]);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(["Enter the price for one in pounds, for example 1,250 or 18.40"], refused.Mistakes.Select(m => m.Sentence));
        Assert.NotNull(refused.Mistakes[0].Target);
        Assert.Equal("about forty", refused.Typed(refused.Mistakes[0].Target!));

        path = $"/bids/{bid}/parts/{tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId}";
        refused = await browser.SendAsync(await browser.GetAsync(path), path, ("Text", "A\0B"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal(
            [("Text", "Your answer holds a character that cannot be kept. Remove the \uFFFD and send it again")],
            refused.Mistakes
        );
        Assert.Contains("A\uFFFDB</textarea>", refused.Html, StringComparison.Ordinal);
        Assert.Empty(await app.FactsAsync<BidPartSaved>(bid));
    }

    [Fact]
    public async Task a_file_comes_with_the_answer_stays_when_something_else_is_wrong_and_can_be_taken_out()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Drawing CIC");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } }));
        using var http = await app.BrowserAsync(bidder.Manager);
        var path = $"/bids/{bid}/parts/{tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId}";
        var page = await http.GetStringAsync(new Uri(path, UriKind.Relative));
        async Task<Seen> SendAsync(string text, string? fileName, params (string Name, string Value)[] more)
        {
            using var form = new MultipartFormDataContent
            {
                {
                    new StringContent(Regex.Match(page, "RequestVerificationToken\" type=\"hidden\" value=\"([^\"]*)\"").Groups[1].Value),
                    "__RequestVerificationToken"
                },
                { new StringContent(text), "Text" },
            };
            foreach (var (name, value) in more)
                form.Add(new StringContent(value), name);
            if (fileName is not null)
                form.Add(new ByteArrayContent("%PDF-1.7 plan of the park"u8.ToArray()), "Document", fileName);
            return await Seen.OfAsync(await http.PostAsync(new Uri(path, UriKind.Relative), form));
        }

        var refused = await SendAsync("With care", "plan.exe");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("Document", Assert.Single(refused.Mistakes).Target);
        Assert.Contains("With care</textarea>", refused.Html, StringComparison.Ordinal);
        refused = await SendAsync("A\0B", "plan.pdf");
        Assert.Equal("Text", Assert.Single(refused.Mistakes).Target);
        Assert.Empty(await app.FactsAsync<BidFileAttached>(bid));

        Assert.Contains("is saved", (await SendAsync("With care", "plan.pdf")).Html, StringComparison.Ordinal);
        var attached = Assert.Single(await app.FactsAsync<BidFileAttached>(bid));
        var file = $"/bids/{bid}/files/{attached.FileId}";
        Assert.Equal("%PDF-1.7 plan of the park", await http.GetStringAsync(new Uri(file, UriKind.Relative)));
        using var outside = await app.BrowserAsync((await app.EnterpriseAsync("Nosy Ltd")).Manager);
        using var seen = await outside.GetAsync(new Uri(file, UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, seen.StatusCode);

        page = await http.GetStringAsync(new Uri(path, UriKind.Relative));
        Assert.Contains("plan.pdf", page, StringComparison.Ordinal);
        await SendAsync("With care", null, ("TakenOut", $"{attached.FileId}"));
        Assert.DoesNotContain("plan.pdf", await http.GetStringAsync(new Uri(path, UriKind.Relative)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_member_does_not_see_another_members_prices_and_outsiders_see_no_page()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot, leadsPrice: 28_123.45m);
        var path = $"/bids/{bid}/prices/{tender.Of(tender.GroundsLot, RequirementKind.Price).RequirementId}";
        using var partner = await Browsing.AsAsync(app, consortium.Partner.Manager);
        Assert.Equal(HttpStatusCode.NotFound, (await partner.GetAsync($"{path}?member={consortium.Lead.Id}")).Status);
        Assert.DoesNotContain("28123.45", (await partner.GetAsync(path)).Html, StringComparison.Ordinal);
        Assert.Contains("14000.00", (await partner.GetAsync(path)).Html, StringComparison.Ordinal);
        var own = (await partner.GetAsync($"/bids/{bid}/check")).Html;
        Assert.DoesNotContain("Submit the bid", own, StringComparison.Ordinal);
        Assert.Contains("£14,000", own, StringComparison.Ordinal);
        using var lead = await Browsing.AsAsync(app, consortium.Lead.Manager);
        var whole = (await lead.GetAsync($"/bids/{bid}/check")).Html;
        foreach (var (price, partners) in new[] { ("28,123.45", false), ("42,123.45", false), ("£14,000", true) })
        {
            Assert.Contains(price, whole, StringComparison.Ordinal);
            Assert.Equal(partners, own.Contains(price, StringComparison.Ordinal));
        }
        Assert.Contains("£14,000.00", (await lead.GetAsync($"{path}?member={consortium.Partner.Id}")).Html, StringComparison.Ordinal);

        using var buyer = await Browsing.AsAsync(app, tender.Buyer.Author);
        using var rival = await Browsing.AsAsync(app, (await app.EnterpriseAsync("Rival Ltd")).Manager);
        foreach (var outsider in new[] { buyer, rival })
        foreach (
            var hidden in new[]
            {
                $"/bids/{bid}",
                path,
                $"/bids/{bid}/check",
                $"/bids/{bid}/receipt",
                $"/consortia/{consortium.Id}",
                $"/consortia/{consortium.Id}/terms",
            }
        )
            Assert.Equal(HttpStatusCode.NotFound, (await outsider.GetAsync(hidden)).Status);
    }

    private static IEnumerable<(string, string)> Priced(string rate) =>
        [("Prices[0].Title", "The whole lot"), ("Prices[0].Quantity", "1"), ("Prices[0].Rate", rate), ("Prices[0].VatRate", "20")];

    private static async Task SaveAsync(Browsing browser, Guid bid, Requirement requirement, params (string, string)[] typed)
    {
        var path = $"/bids/{bid}/{(requirement.Kind == RequirementKind.Price ? "prices" : "parts")}/{requirement.RequirementId}";
        var sent = await browser.SendAsync(await browser.GetAsync(path), path, typed);
        Assert.True(sent.Status == HttpStatusCode.Found, string.Join("; ", sent.Mistakes.Select(m => m.Sentence)));
    }
}
