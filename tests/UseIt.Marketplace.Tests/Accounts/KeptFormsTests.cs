using System.Net;
using Npgsql;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Programmes;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Accounts;

/// <summary>A session ended while somebody typed: what was typed is not lost, and nobody else gets it.</summary>
public sealed class KeptFormsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Words = "Mow & plant <every> Tuesday";

    private static readonly (string, string)[] Typed = [("Form.Title", "Three parks"), ("Form.Description", Words), ("Starts.Day", "31")];

    [Fact]
    public async Task a_form_whose_session_has_ended_comes_back_after_sign_in_with_everything_typed_and_nothing_done()
    {
        var (author, path, tender) = await BegunAsync();
        using var browser = await Browsing.AsAsync(app, author);
        var page = await browser.GetAsync(path);
        await EndSessionsAsync(author);
        var late = await browser.SendAsync(page, path, Typed);
        Assert.Equal(HttpStatusCode.Found, late.Status);
        Assert.Equal($"/sign-in?returnUrl={Uri.EscapeDataString(path)}", late.Header("Location"));
        Assert.DoesNotContain("Tuesday", await StoredAsync(), StringComparison.Ordinal);

        await browser.BecomeAsync(app, author);
        var back = await browser.GetAsync(path);
        Assert.Equal((null, GivenBack.Ended), back.Mistakes[0]);
        Assert.Equal(("Three parks", "31"), (back.Typed("Form_Title"), back.Typed("Starts-day")));
        Assert.Contains(WebUtility.HtmlEncode("Mow & plant <every>"), back.Html, StringComparison.Ordinal);
        Assert.Empty(await app.FactsAsync<TenderDescribed>(tender));
        Assert.Equal("Three parks", (await browser.GetAsync(path)).Typed("Form_Title"));

        var sent = await browser.SendAsync(
            back,
            path,
            [.. Typed, ("Form.Cpv", "77310000"), ("Form.Places", "E08000025"), ("Starts.Month", "5"), ("Starts.Year", "2027")]
        );
        Assert.Equal(HttpStatusCode.Found, sent.Status);
        Assert.Equal(Words, Assert.Single(await app.FactsAsync<TenderDescribed>(tender)).Description);
        Assert.Empty((await browser.GetAsync(path)).Mistakes);
    }

    private static string Keeping(string page, string? button = null) =>
        $"/account/kept-form?page={Uri.EscapeDataString(page)}{(button is null ? "" : $"&button={button}")}";

    [Fact]
    public async Task what_is_typed_is_kept_until_it_is_sent()
    {
        var (author, path, tender) = await BegunAsync();
        using var browser = await Browsing.AsAsync(app, author);
        var page = await browser.GetAsync(path);
        Assert.Equal(HttpStatusCode.NoContent, (await browser.SendAsync(page, Keeping(path), Typed)).Status);
        Assert.DoesNotContain("Tuesday", await StoredAsync(), StringComparison.Ordinal);

        var back = await browser.GetAsync(path);
        Assert.Equal((null, GivenBack.Unsent), back.Mistakes[0]);
        Assert.Equal(("Three parks", "31"), (back.Typed("Form_Title"), back.Typed("Starts-day")));
        Assert.Empty(await app.FactsAsync<TenderDescribed>(tender));

        var sent = await browser.SendAsync(
            back,
            path,
            [.. Typed, ("Form.Cpv", "77310000"), ("Form.Places", "E08000025"), ("Starts.Month", "5"), ("Starts.Year", "2027")]
        );
        Assert.Equal(HttpStatusCode.Found, sent.Status);
        Assert.Empty((await browser.GetAsync(path)).Mistakes);
        Assert.Equal(0, await CountAsync(author));
    }

    [Fact]
    public async Task what_was_typed_can_be_left_out()
    {
        var (author, path, _) = await BegunAsync();
        using var browser = await Browsing.AsAsync(app, author);
        var page = await browser.GetAsync(path);
        await browser.SendAsync(page, Keeping(path), Typed);
        var back = await browser.GetAsync(path);
        var dropped = await browser.SendAsync(back, $"/account/kept-form/drop?page={Uri.EscapeDataString(path)}");
        Assert.Equal((HttpStatusCode.Found, path), (dropped.Status, dropped.Header("Location")));
        Assert.Empty((await browser.GetAsync(path)).Mistakes);
        Assert.Equal(0, await CountAsync(author));
    }

    [Fact]
    public async Task nothing_is_kept_that_another_site_made_or_that_leads_elsewhere()
    {
        var (author, path, _) = await BegunAsync();
        using var browser = await Browsing.AsAsync(app, author);
        var page = await browser.GetAsync(path);
        await browser.PostAsync(Keeping(path), [KeyValuePair.Create("Form.Title", "Planted")]);
        foreach (var elsewhere in new[] { "//other.example/x", "/\\other.example", "https://other.example/", "" })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.SendAsync(page, Keeping(elsewhere), Typed)).Status);
            Assert.Equal(
                HttpStatusCode.BadRequest,
                (await browser.SendAsync(page, $"/account/kept-form/drop?page={Uri.EscapeDataString(elsewhere)}")).Status
            );
        }
        Assert.Equal(0, await CountAsync(author));
    }

    [Fact]
    public async Task whichever_button_it_had_it_is_one_form()
    {
        var told = await app.ProgrammeAsync("Kept");
        var path = $"/programmes/{told.Id}/partners/{told.Partner}/returns/{told.Last}";
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, told.PartnerManager);
        var page = await browser.GetAsync(path);
        await browser.SendAsync(page, Keeping(path, "Submit"), [("Capacity", "Finance director")]);
        var back = await browser.GetAsync(path);
        Assert.Equal(GivenBack.Unsent, back.Mistakes[0].Sentence);
        Assert.Equal("Finance director", back.Typed("Capacity"));
        await browser.SendAsync(back, $"{path}?handler=More", [("Capacity", "Finance director")]);
        Assert.Equal(0, await CountAsync(told.PartnerManager));
    }

    [Fact]
    public async Task it_is_for_the_same_person_in_the_same_browser_alone()
    {
        var (author, path, _) = await BegunAsync();
        var colleague = await app.PersonAsync("Colin Author", author.Organisation, Roles.Author);
        using var browser = await Browsing.AsAsync(app, author);
        var page = await browser.GetAsync(path);
        await EndSessionsAsync(author);
        await browser.SendAsync(page, path, Typed);
        await browser.BecomeAsync(app, colleague);
        Assert.Empty((await browser.GetAsync(path)).Mistakes);
        using var elsewhere = await Browsing.AsAsync(app, author);
        Assert.Empty((await elsewhere.GetAsync(path)).Mistakes);
        await browser.BecomeAsync(app, author);
        Assert.Equal("Three parks", (await browser.GetAsync(path)).Typed("Form_Title"));
    }

    [Fact]
    public async Task a_form_that_another_site_or_another_person_made_is_not_kept()
    {
        var (author, path, _) = await BegunAsync();
        using var browser = await Browsing.AsAsync(app, author);
        await EndSessionsAsync(author);
        await browser.PostAsync(path, [KeyValuePair.Create("Form.Title", "Planted")]);
        using var nobody = new Browsing(app);
        await nobody.PostAsync(path, [KeyValuePair.Create("Form.Title", "Planted")]);
        Assert.Equal(0, await CountAsync(author));
    }

    [Fact]
    public async Task what_was_kept_goes_with_its_person()
    {
        var (author, path, _) = await BegunAsync();
        using var browser = await Browsing.AsAsync(app, author);
        var page = await browser.GetAsync(path);
        await EndSessionsAsync(author);
        await browser.SendAsync(page, path, Typed);
        Assert.Equal(1, await CountAsync(author));
        await app.DoAsync(new ErasePerson(author.Id, ErasureReasons.AskedByThePerson));
        await app.UntilAsync(async () => await CountAsync(author) == 0);
    }

    [Fact]
    public async Task a_browser_that_was_closed_since_opens_the_page_as_it_is()
    {
        var (author, path, _) = await BegunAsync();
        using var browser = await Browsing.AsAsync(app, author);
        var page = await browser.GetAsync(path);
        await EndSessionsAsync(author);
        await browser.SendAsync(page, path, Typed);
        browser.Forget("use-it-form");
        await browser.BecomeAsync(app, author);
        var fresh = await browser.GetAsync(path);
        Assert.Equal((HttpStatusCode.OK, 0), (fresh.Status, fresh.Mistakes.Count));
    }

    [Fact]
    public async Task fields_are_kept_where_files_came_with_them_and_the_files_are_asked_for_again()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } }));
        var path = $"/bids/{bid}/parts/{tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId}";
        using var browser = await Browsing.AsAsync(app, bidder.Manager);
        var page = await browser.GetAsync(path);
        await EndSessionsAsync(bidder.Manager);
        var late = await browser.SendWithFileAsync(page, path, "Document", "method.pdf", new byte[3 << 20], ("Text", Words));
        Assert.Equal(HttpStatusCode.Found, late.Status);
        await browser.BecomeAsync(app, bidder.Manager);
        var back = await browser.GetAsync(path);
        Assert.Equal(GivenBack.EndedWithFiles, back.Mistakes[0].Sentence);
        Assert.Contains(WebUtility.HtmlEncode("Mow & plant <every>"), back.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_bid_is_not_submitted_by_signing_in()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Careful CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        using var browser = await Browsing.AsAsync(app, bidder.Manager);
        var check = await browser.GetAsync($"/bids/{bid}/check");
        await EndSessionsAsync(bidder.Manager);
        await browser.SendAsync(check, $"/bids/{bid}/check");
        await browser.BecomeAsync(app, bidder.Manager);
        var back = await browser.GetAsync($"/bids/{bid}/check");
        Assert.Equal(GivenBack.Ended, back.Mistakes[0].Sentence);
        Assert.Empty(await app.FactsAsync<BidReceived>(bid));
        await browser.SendAsync(back, $"/bids/{bid}/check");
        Assert.Single(await app.FactsAsync<BidReceived>(bid));
    }

    [Fact]
    public async Task asking_how_long_a_session_lasts_does_not_make_it_longer_and_staying_does()
    {
        var (author, _, _) = await BegunAsync();
        using var browser = await Browsing.AsAsync(app, author);
        await AgeAsync(author, "27 minutes");
        var asked = await browser.GetAsync("/account/session");
        Assert.Matches("^\\{\"seconds\":1[0-9]{2}\\}$", asked.Html);
        Assert.Matches("^\\{\"seconds\":1[0-9]{2}\\}$", (await browser.GetAsync("/account/session")).Html);
        Assert.Matches("^\\{\"seconds\":1[78][0-9]{2}\\}$", (await browser.PostAsync("/account/session", [])).Html);
        await AgeAsync(author, "31 minutes");
        Assert.Equal(HttpStatusCode.Found, (await browser.GetAsync("/account/session")).Status);
    }

    private async Task<(TestPerson Author, string Path, Guid Tender)> BegunAsync()
    {
        var buyer = await app.BuyerAsync();
        var tender = await buyer.BegunAsync();
        await app.SettledAsync();
        return (buyer.Author, $"/buyer/tenders/{tender}/description", tender);
    }

    private Task EndSessionsAsync(TestPerson person) => AgeAsync(person, "1 hour");

    private async Task AgeAsync(TestPerson person, string by)
    {
        await using var age = app.Database.CreateCommand(
            $"update accounts.session set seen = clock_timestamp() - interval '{by}' where person = $1"
        );
        age.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Id });
        await age.ExecuteNonQueryAsync();
    }

    private async Task<string> StoredAsync()
    {
        await using var all = app.Database.CreateCommand("select string_agg(k::text, ' ') from accounts.kept_form k");
        return (string)(await all.ExecuteScalarAsync())!;
    }

    private async Task<long> CountAsync(TestPerson person)
    {
        await using var count = app.Database.CreateCommand("select count(*) from accounts.kept_form where person = $1");
        count.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Id });
        return (long)(await count.ExecuteScalarAsync())!;
    }
}
