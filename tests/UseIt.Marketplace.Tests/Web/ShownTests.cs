using System.Net;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Web;

/// <summary>Two people or two tabs on one form: the second sees what the first saved before anything of it is overwritten.</summary>
public sealed class ShownTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static string Text(Seen page) => WebUtility.HtmlDecode(page.Html);

    private static (string, string)[] Described(string title, string words, string vcse = "") =>
        [
            ("Form.Title", title),
            ("Form.Description", words),
            ("Form.Cpv", "77310000"),
            ("Form.Places", "E08000025"),
            ("Starts.Day", "1"),
            ("Starts.Month", "4"),
            ("Starts.Year", "2027"),
            .. vcse.Length == 0 ? [] : new[] { ("SuitableForVcse", vcse) },
        ];

    [Fact]
    public async Task the_second_of_two_authors_sees_what_the_first_saved_beside_the_own_answer_and_then_decides()
    {
        var (author, path, tender) = await BegunAsync();
        var colleague = await app.PersonAsync("Colin Author", author.Organisation, Roles.Author);
        using var first = await Browsing.AsAsync(app, author);
        using var second = await Browsing.AsAsync(app, colleague);
        var (firsts, seconds) = (await first.GetAsync(path), await second.GetAsync(path));
        Assert.Equal(HttpStatusCode.Found, (await first.SendAsync(firsts, path, Described("Three parks", "Mow & plant", "true"))).Status);

        var stopped = await second.SendAsync(seconds, path, Described("Four parks", "Mow & plant"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, stopped.Status);
        Assert.Equal(["Form_Title", "SuitableForVcse"], stopped.Mistakes.Select(m => m.Target));
        Assert.All(stopped.Mistakes, m => Assert.Equal(Shown.Changed.Sentence, m.Sentence));
        Assert.Equal("Four parks", stopped.Typed("Form_Title"));
        Assert.Contains("Saved meanwhile: <span class=\"use-it-typed\">Three parks</span>", Text(stopped), StringComparison.Ordinal);
        Assert.Equal("Three parks", Assert.Single(await app.FactsAsync<TenderDescribed>(tender)).Title);

        var decided = await second.SendAsync(stopped, path, Described("Four parks", "Mow & plant"));
        Assert.Equal(HttpStatusCode.Found, decided.Status);
        Assert.Equal(["Three parks", "Four parks"], (await app.FactsAsync<TenderDescribed>(tender)).Select(f => f.Title));
    }

    [Fact]
    public async Task a_form_that_comes_back_with_a_mistake_still_knows_what_it_showed()
    {
        var (author, path, _) = await BegunAsync();
        using var first = await Browsing.AsAsync(app, author);
        using var second = await Browsing.AsAsync(app, author);
        var (firsts, seconds) = (await first.GetAsync(path), await second.GetAsync(path));
        await first.SendAsync(firsts, path, Described("Three parks", "Mow"));
        var wrong = await second.SendAsync(seconds, path, [.. Described("Four parks", "Mow"), ("Form.EstimateNet", "lots")]);
        Assert.Equal("Form_EstimateNet", Assert.Single(wrong.Mistakes).Target);
        var stopped = await second.SendAsync(wrong, path, Described("Four parks", "Mow"));
        Assert.Equal(("Form_Title", Shown.Changed.Sentence), Assert.Single(stopped.Mistakes));
    }

    [Fact]
    public async Task what_both_typed_alike_and_what_nobody_changed_is_no_reason_to_ask()
    {
        var (author, path, tender) = await BegunAsync();
        using var browser = await Browsing.AsAsync(app, author);
        var (one, other) = (await browser.GetAsync(path), await browser.GetAsync(path));
        await browser.SendAsync(one, path, Described("Three parks", "Mow\nand plant"));
        var again = await browser.SendAsync(other, path, Described("Three parks", "Mow\r\nand plant"));
        Assert.Equal(HttpStatusCode.Found, again.Status);
        Assert.NotEmpty(await app.FactsAsync<TenderDescribed>(tender));
    }

    [Fact]
    public async Task the_same_form_sent_twice_is_saved_once_and_asks_nothing()
    {
        var (author, path, _) = await BegunAsync();
        using var browser = await Browsing.AsAsync(app, author);
        var page = await browser.GetAsync(path);
        (string, string)[] typed = [.. Described("Three parks", "Mow"), ("Form.EstimateNet", "£24,000")];
        for (var n = 0; n < 2; n++)
            Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(page, path, typed)).Status);
    }

    [Fact]
    public async Task of_twenty_who_send_at_once_one_saves_and_the_others_are_shown_it()
    {
        var (author, path, tender) = await BegunAsync();
        using var browser = await Browsing.AsAsync(app, author);
        var page = await browser.GetAsync(path);
        var answers = await Task.WhenAll(
            Enumerable.Range(1, 20).Select(n => browser.SendAsync(page, path, Described($"Parks, writer {n}", "Mow")))
        );
        Assert.Single(answers, a => a.Status == HttpStatusCode.Found);
        var saved = Assert.Single(await app.FactsAsync<TenderDescribed>(tender)).Title;
        Assert.All(
            answers.Where(a => a.Status != HttpStatusCode.Found),
            a => Assert.Contains($"Saved meanwhile: <span class=\"use-it-typed\">{saved}</span>", Text(a), StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task rows_that_somebody_has_added_meanwhile_are_told_though_the_form_has_no_field_for_them()
    {
        var (author, description, _) = await BegunAsync();
        var path = description.Replace("/description", "/criteria", StringComparison.Ordinal);
        using var browser = await Browsing.AsAsync(app, author);
        var (one, other) = (await browser.GetAsync(path), await browser.GetAsync(path));
        (string, string)[] Three(string weight) =>
            [
                .. Row(0, "Quality", "Method", weight, "5"),
                .. Row(1, "SocialValue", "Social value", "20", "5"),
                .. Row(2, "Price", "Price", "40", ""),
                ("PriceFormula", "F1"),
                ("Envelopes", "Two"),
                ("FirstTie", "HighestSocialValue"),
                ("SecondTie", "LowestPrice"),
            ];
        (string, string)[] four = [.. Three("30"), .. Row(3, "Quality", "Wildlife", "10", "5")];
        var saved = await browser.SendAsync(one, path, four);
        Assert.True(saved.Status == HttpStatusCode.Found, string.Join("; ", saved.Mistakes));
        var stopped = await browser.SendAsync(other, path, Three("40"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, stopped.Status);
        Assert.Matches("Also saved meanwhile:.*Wildlife", stopped.Html.ReplaceLineEndings(" "));
    }

    [Fact]
    public async Task a_bid_of_two_people_shows_the_words_that_would_be_lost()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } }));
        var path = $"/bids/{bid}/parts/{tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId}";
        using var browser = await Browsing.AsAsync(app, bidder.Manager);
        var (one, other) = (await browser.GetAsync(path), await browser.GetAsync(path));
        await browser.SendAsync(one, path, ("Text", "By hand"));
        var stopped = await browser.SendAsync(other, path, ("Text", "By machine"));
        Assert.Contains("Saved meanwhile: <span class=\"use-it-typed\">By hand</span>", Text(stopped), StringComparison.Ordinal);
        Assert.Contains("By machine</textarea>", stopped.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(stopped, path, ("Text", "By hand and machine"))).Status);
    }

    [Fact]
    public async Task a_form_that_only_proposes_asks_nothing()
    {
        var enterprise = await app.EnterpriseAsync("Searching CIC");
        using var browser = await Browsing.AsAsync(app, enterprise.Manager);
        var page = await browser.GetAsync($"/searches/new/{Guid.CreateVersion7()}?q=gardens");
        Assert.Equal("gardens", page.Typed("Name"));
        Assert.DoesNotContain(Shown.Field, page.Html, StringComparison.Ordinal);
    }

    private static (string, string)[] Row(int n, string kind, string title, string weight, string most) =>
        [
            ($"Criteria[{n}].Kind", kind),
            ($"Criteria[{n}].Title", title),
            ($"Criteria[{n}].Weight", weight),
            ($"Criteria[{n}].MaximumScore", most),
        ];

    private async Task<(TestPerson Author, string Path, Guid Tender)> BegunAsync()
    {
        var buyer = await app.BuyerAsync();
        var tender = await buyer.BegunAsync();
        await app.SettledAsync();
        return (buyer.Author, $"/buyer/tenders/{tender}/description", tender);
    }
}
