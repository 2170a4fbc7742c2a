using System.Net;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Accounts;

/// <summary>Two colleagues on one form see that the other is there, and nobody else does.</summary>
public sealed partial class AlsoHereTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Also = "is also on this page, since";

    [Fact]
    public async Task colleagues_on_the_same_answer_see_each_other_by_name_and_since_when_until_one_has_saved()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Two of us CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        var sam = await app.PersonAsync("Sam Okoro", bidder.Id, Roles.BidManager);
        var question = $"/bids/{bid}/parts/{tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId}";
        using var first = await Browsing.AsAsync(app, sam);
        using var second = await Browsing.AsAsync(app, bidder.Manager);

        Assert.DoesNotContain(Also, (await first.GetAsync(question)).Html, StringComparison.Ordinal);
        // Whose part it is may stand in the address or not: it is the same page.
        var page = await second.GetAsync($"{question}?member={bidder.Id}");
        Assert.Matches(Clock(), page.Html);
        Assert.Contains($"Manager of Two of us CIC {Also}", (await first.GetAsync(question)).Html, StringComparison.Ordinal);
        // Another answer is another page.
        Assert.DoesNotContain(
            Also,
            (await second.GetAsync($"/bids/{bid}/prices/{tender.Of(tender.GroundsLot, RequirementKind.Price).RequirementId}")).Html,
            StringComparison.Ordinal
        );

        // A form with a mistake is still open; one that is saved is not.
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await second.SendAsync(page, question, ("Text", "A\0B"))).Status);
        Assert.Contains(Also, (await first.GetAsync(question)).Html, StringComparison.Ordinal);
        page = await second.GetAsync(question);
        Assert.Equal(HttpStatusCode.Found, (await second.SendAsync(page, question, ("Text", "With care"))).Status);
        Assert.DoesNotContain(Also, (await first.GetAsync(question)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task nobody_of_another_organisation_is_seen_or_sees_on_the_same_page()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        var asked = tender.Of(tender.GroundsLot, RequirementKind.Commitment).RequirementId;
        using var partner = await Browsing.AsAsync(app, consortium.Partner.Manager);
        using var lead = await Browsing.AsAsync(app, consortium.Lead.Manager);
        Assert.Equal(HttpStatusCode.OK, (await partner.GetAsync($"/bids/{bid}/parts/{asked}")).Status);
        Assert.DoesNotContain(
            Also,
            (await lead.GetAsync($"/bids/{bid}/parts/{asked}?member={consortium.Partner.Id}")).Html,
            StringComparison.Ordinal
        );
        Assert.DoesNotContain(Also, (await partner.GetAsync($"/bids/{bid}/parts/{asked}")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task with_script_the_page_asks_again_and_goes_and_its_token_is_worth_nothing_to_others()
    {
        var buyer = await app.BuyerAsync();
        var tender = await buyer.BegunAsync();
        await app.SettledAsync();
        var sam = await app.PersonAsync("Sam Okoro", buyer.Id, Roles.Author);
        using var first = await Browsing.AsAsync(app, sam);
        using var second = await Browsing.AsAsync(app, buyer.Author);
        var page = $"/buyer/tenders/{tender}/description";
        var token = TokenOf(await first.GetAsync(page));
        Assert.Equal("""{"said":""}""", (await AskAsync(first, token)).Html);
        var seconds = TokenOf(await second.GetAsync(page));
        Assert.Contains($"Beatrice Author {Also}", (await AskAsync(first, token)).Html, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(second, token)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(first, "forged")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await first.PostAsync(AlsoHere.Path, [])).Status);
        using var rival = await Browsing.AsAsync(app, (await app.EnterpriseAsync("Rival Ltd")).Manager);
        Assert.Equal(HttpStatusCode.NotFound, (await AskAsync(rival, token)).Status);
        using var nobody = new Browsing(app);
        Assert.Equal(HttpStatusCode.Found, (await AskAsync(nobody, token)).Status);

        Assert.Equal(HttpStatusCode.NoContent, (await AskAsync(second, seconds, leaves: true)).Status);
        Assert.Equal("""{"said":""}""", (await AskAsync(first, token)).Html);

        // A page that is heard of every minute is gone three minutes after the last time; one without script after half an hour.
        await AskAsync(second, seconds);
        Assert.Contains(Also, (await AskAsync(first, token)).Html, StringComparison.Ordinal);
        await app.ClockToAsync((await app.Store.ClockAsync()).AddMinutes(4));
        Assert.Equal("""{"said":""}""", (await AskAsync(first, token)).Html);
        await second.GetAsync(page);
        await app.ClockToAsync((await app.Store.ClockAsync()).AddMinutes(20));
        Assert.Contains(Also, (await AskAsync(first, token)).Html, StringComparison.Ordinal);

        // Whoever has lost the place in the organisation asks in vain.
        await app.DoAsync(new EndMembership(buyer.Id, sam.Id, "has left"));
        Assert.NotEqual(HttpStatusCode.OK, (await AskAsync(first, token)).Status);
    }

    [Fact]
    public async Task what_is_kept_of_it_is_ids_and_instants_for_a_day_and_no_fact()
    {
        var buyer = await app.BuyerAsync();
        var tender = await buyer.BegunAsync();
        await app.SettledAsync();
        var facts = await app.AskAsync<long>("select count(*) from events.mt_events");
        using var browser = await Browsing.AsAsync(app, buyer.Author);
        await browser.GetAsync($"/buyer/tenders/{tender}/description");
        Assert.Equal(facts, await app.AskAsync<long>("select count(*) from events.mt_events"));
        var row = await app.AskAsync<string>($"select e::text from accounts.editing e where person = '{buyer.Author.Id}'");
        Assert.DoesNotContain(tender.ToString(), row, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(5, row.Split(',').Length);
        var kept = app.Services.GetServices<RetentionClass>().Single(r => r.Rows.Contains("accounts.editing"));
        Assert.Equal(1, kept.Days);
        await kept.Erase!(app.Services, await app.Store.ClockAsync(), CancellationToken.None);
        Assert.Equal(1, await app.AskAsync<long>($"select count(*) from accounts.editing where person = '{buyer.Author.Id}'"));
        await kept.Erase!(app.Services, (await app.Store.ClockAsync()).AddDays(1), CancellationToken.None);
        Assert.Equal(0, await app.AskAsync<long>("select count(*) from accounts.editing"));
    }

    private static string TokenOf(Seen page) => WebUtility.HtmlDecode(Token().Match(page.Html).Groups[1].Value);

    private static Task<Seen> AskAsync(Browsing browser, string token, bool leaves = false) =>
        browser.PostAsync(AlsoHere.Path, [KeyValuePair.Create("page", token), KeyValuePair.Create("leaves", leaves ? "true" : "false")]);

    [GeneratedRegex("Sam Okoro is also on this page, since [0-2][0-9]:[0-5][0-9]\\.")]
    private static partial Regex Clock();

    [GeneratedRegex("data-page=\"([^\"]*)\"")]
    private static partial Regex Token();
}
