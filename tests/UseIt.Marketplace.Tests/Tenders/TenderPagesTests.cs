using System.Net;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class TenderPagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static string Text(string html) => WebUtility.HtmlDecode(html);

    [Fact]
    public async Task an_approver_checks_the_answers_and_publishes_and_then_everybody_can_read_the_tender()
    {
        var tender = await app.DraftAsync();
        await app.SettledAsync();
        using var approver = await app.BrowserAsync(tender.Buyer.Approver);
        using var anyone = new Browsing(app);
        Assert.Equal(HttpStatusCode.NotFound, (await anyone.GetAsync($"/tenders/{tender.Id}")).Status);

        var tasks = await approver.GetStringAsync(new Uri($"/buyer/tenders/{tender.Id}", UriKind.Relative));
        Assert.Contains($"href=\"/buyer/tenders/{tender.Id}/publish\"", tasks, StringComparison.Ordinal);
        Assert.DoesNotContain("Incomplete", tasks, StringComparison.Ordinal);
        var published = await approver.SendFormAsync(
            $"/buyer/tenders/{tender.Id}/publish",
            $"/buyer/tenders/{tender.Id}/publish?handler=Publish",
            // Whichever day and hour it is in thirty days.
            ("Sure", "true")
        );
        Assert.Contains("The tender is published", Text(published.Html), StringComparison.Ordinal);

        await app.SettledAsync();
        var page = await anyone.GetAsync($"/tenders/{tender.Id}");
        Assert.Equal("Hospital grounds and cleaning", page.Heading);
        foreach (
            var said in new[]
            {
                UkTime.Display(tender.Deadline),
                "in 30 days",
                "City Hospital Trust",
                "How many local people will you employ?",
                "Method",
                "40 %",
                TenderSheet.ServerHeldStatement,
                "Ladywood",
            }
        )
            Assert.Contains(said, Text(page.Html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_author_sees_why_it_cannot_be_published_and_what_a_draft_lacks()
    {
        var buyer = await app.BuyerAsync();
        var drafted = await buyer.Author.Http.DoAsync(
            "/api/v1/tenders",
            new
            {
                buyerId = buyer.Id,
                title = "Only a title",
                regime = RegimeCodes.PrivateVoluntary,
            }
        );
        await app.SettledAsync();
        using var author = await app.BrowserAsync(buyer.Author);
        var tasks = Text(await author.GetStringAsync(new Uri($"/buyer/tenders/{drafted["id"]}", UriKind.Relative)));
        foreach (
            var missing in new[]
            {
                "Add at least one lot",
                "Set the award criteria",
                "Set the deadline",
                "Name the people who will open the bids",
                "Cannot start yet",
            }
        )
            Assert.Contains(missing, tasks, StringComparison.Ordinal);
        Assert.DoesNotContain("/publish\"", tasks, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_enterprise_asks_on_the_page_and_the_buyer_answers_on_its_own()
    {
        var tender = await app.PublishedAsync();
        await app.SettledAsync();
        var amina = await app.PersonAsync(
            "Amina Yusuf",
            await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise),
            Roles.BidManager
        );
        using var enterprise = await app.BrowserAsync(amina);
        var named = await enterprise.SendFormAsync(
            $"/tenders/{tender.Id}",
            $"/tenders/{tender.Id}?handler=Ask",
            ("Text", "May Ladywood Grounds CIC bid?")
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, named.Status);
        Assert.Contains("Take your organisation's name out of the question", Text(named.Html), StringComparison.Ordinal);
        Assert.Contains("May Ladywood Grounds CIC bid?", Text(named.Html), StringComparison.Ordinal);
        var asked = await enterprise.SendFormAsync(
            $"/tenders/{tender.Id}",
            $"/tenders/{tender.Id}?handler=Ask",
            ("Text", "May we bid together?")
        );
        Assert.Contains("Your question has been sent", Text(asked.Html), StringComparison.Ordinal);

        await app.SettledAsync();
        using var author = await app.BrowserAsync(tender.Buyer.Author);
        var waiting = Text(await author.GetStringAsync(new Uri($"/buyer/tenders/{tender.Id}", UriKind.Relative)));
        Assert.Contains("May we bid together?", waiting, StringComparison.Ordinal);
        Assert.DoesNotContain("Ladywood Grounds CIC", waiting, StringComparison.Ordinal);
        var question = (await tender.Buyer.Author.Http.ReadAsync($"/api/v1/tenders/{tender.Id}/questions"))["items"]![0]![
            "questionId"
        ]!.GetValue<string>();
        var answered = await author.SendFormAsync(
            $"/buyer/tenders/{tender.Id}",
            $"/buyer/tenders/{tender.Id}?handler=Answer",
            ("QuestionId", question),
            ("PublishedQuestion", "May enterprises bid together?"),
            ("Answer", "Yes, as a consortium.")
        );
        Assert.Contains("The answer is published to everybody", Text(answered.Html), StringComparison.Ordinal);
        await app.SettledAsync();
        using var anyone = new Browsing(app);
        Assert.Contains("Yes, as a consortium.", Text((await anyone.GetAsync($"/tenders/{tender.Id}")).Html), StringComparison.Ordinal);
    }

    [Fact]
    public async Task the_buyers_page_is_not_there_for_another_buyer()
    {
        var tender = await app.PublishedAsync();
        await app.SettledAsync();
        using var stranger = await app.BrowserAsync((await app.BuyerAsync("Another Council")).Approver);
        foreach (var path in new[] { $"/buyer/tenders/{tender.Id}", $"/buyer/tenders/{tender.Id}/publish" })
        {
            using var seen = await stranger.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, seen.StatusCode);
        }
    }
}
