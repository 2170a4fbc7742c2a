using System.Net;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Bids;

/// <summary>Who sees the members' prices is what all members have agreed on: closed unless they chose an open book.</summary>
public sealed class OpenBookTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly string[] Leads = ["Quillfeather", "7391.37", "7,391.37", "22174.11", "22,174.11"];

    // Two of them, three times 7,391.37 and twice 4,417.83.
    private const string Together = "31,009.77";

    private sealed record Told(TestTender Tender, TestConsortium Consortium, Guid Bid)
    {
        public Requirement Price => Tender.Of(Tender.GroundsLot, RequirementKind.Price);
        public TestEnterprise Lead => Consortium.Lead;
        public TestEnterprise Partner => Consortium.Partner;

        public string[] Pages =>
            [
                $"/bids/{Bid}",
                $"/bids/{Bid}/check",
                $"/bids/{Bid}/receipt",
                $"/bids/{Bid}/prices/{Price.RequirementId}",
                $"/bids/{Bid}/prices/{Price.RequirementId}?member={Lead.Id}",
                $"/bids/{Bid}/parts/{Price.RequirementId}?member={Lead.Id}",
                $"/consortia/{Consortium.Id}",
                $"/consortia/{Consortium.Id}/terms",
            ];
    }

    [Fact]
    public async Task in_an_open_book_every_member_sees_all_prices_once_all_have_accepted_and_only_as_long_as_it_is_one()
    {
        var told = await PricedAsync();
        var (lead, partner, tender) = (told.Lead, told.Partner, told.Tender);
        Assert.Empty(await SeenAsync(told, partner, Leads));

        // Opening the book asks everybody again; until all have accepted it stays closed, also to who has.
        var terms = await ProposeAsync(told, openBook: true);
        Assert.Equal(2, terms["edition"]!.GetValue<int>());
        Assert.Equal(2, (await app.Store.FetchAsync<Consortium>(told.Consortium.Id)).State.Awaited.Count());
        await partner.AcceptAsync(told.Consortium.Id, terms);
        Assert.Empty(await SeenAsync(told, partner, Leads));
        await lead.AcceptAsync(told.Consortium.Id, terms);
        await app.SettledAsync();
        var seen = await SeenAsync(told, partner, [.. Leads, Together]);
        foreach (
            var path in new[]
            {
                $"/bids/{told.Bid}/check",
                $"/bids/{told.Bid}/prices/{told.Price.RequirementId}?member={lead.Id}",
                $"/api/v1/bids/{told.Bid}/parts",
            }
        )
            Assert.Contains($"{path}: Quillfeather", seen);
        Assert.Contains($"/bids/{told.Bid}/check: {Together}", seen);
        // Words that are no prices stay their author's and the lead's.
        Assert.DoesNotContain(
            "Together, with care.",
            (await partner.Http.ReadAsync($"/api/v1/bids/{told.Bid}/parts")).ToJsonString(),
            StringComparison.Ordinal
        );

        // Neither the invited, nor who has joined and not accepted, nor anybody outside.
        var invited = await app.EnterpriseAsync("Not yet in CIC");
        await lead.Http.DoAsync(
            $"/api/v1/consortia/{told.Consortium.Id}/invitations",
            new { organisationId = invited.Id, role = "Cleaning" }
        );
        Assert.Empty(await SeenAsync(told, invited, [.. Leads, "Zanthoxyl"]));
        await invited.Http.DoAsync($"/api/v1/consortia/{told.Consortium.Id}/joining", BidSteps.Confidential);
        Assert.Empty(await SeenAsync(told, invited, [.. Leads, "Zanthoxyl"]));
        var rival = await app.EnterpriseAsync("Rival of books Ltd");
        foreach (var person in new[] { rival.Manager, tender.Buyer.Author, tender.Buyer.Approver })
            Assert.Empty(await SeenAsync(told, new TestEnterprise(person.Organisation, "", person), [.. Leads, "Zanthoxyl"]));

        // Who leaves sees its own again and nothing else.
        var closed = await ProposeAsync(told, openBook: false);
        Assert.Empty(await SeenAsync(told, partner, Leads));
        foreach (var member in new[] { lead, partner })
            await member.AcceptAsync(told.Consortium.Id, closed);
        Assert.Empty(await SeenAsync(told, partner, Leads));
        var open = await ProposeAsync(told, openBook: true);
        foreach (var member in new[] { lead, partner })
            await member.AcceptAsync(told.Consortium.Id, open);
        Assert.NotEmpty(await SeenAsync(told, partner, Leads));
        await partner.Http.DoAsync($"/api/v1/consortia/{told.Consortium.Id}/leaving", new { reason = "we bid with a rival" });
        await app.SettledAsync();
        Assert.Empty(await SeenAsync(told, partner, Leads));
        Assert.NotEmpty(await SeenAsync(told, partner, ["Zanthoxyl"]));
    }

    [Fact]
    public async Task what_was_sealed_is_seen_by_the_terms_of_the_day_it_is_looked_at()
    {
        var told = await PricedAsync();
        var (lead, partner) = (told.Lead, told.Partner);
        await lead.SubmitAsync(told.Bid);
        await app.SettledAsync();
        Assert.Empty(await SeenAsync(told, partner, Leads));
        Assert.Contains($"/bids/{told.Bid}/receipt: Zanthoxyl", await SeenAsync(told, partner, ["Zanthoxyl"]));
        var open = await ProposeAsync(told, openBook: true);
        foreach (var member in new[] { lead, partner })
            await member.AcceptAsync(told.Consortium.Id, open);
        Assert.Contains($"/bids/{told.Bid}/receipt: Quillfeather", await SeenAsync(told, partner, Leads));
        var closed = await ProposeAsync(told, openBook: false);
        foreach (var member in new[] { lead, partner })
            await member.AcceptAsync(told.Consortium.Id, closed);
        Assert.Empty(await SeenAsync(told, partner, Leads));
        // The lead alone always sees all.
        Assert.Contains($"/bids/{told.Bid}/receipt: Zanthoxyl", await SeenAsync(told, lead, ["Zanthoxyl"]));
    }

    [Fact]
    public async Task the_book_is_chosen_on_the_page_of_the_terms_and_no_mandate_covers_a_change_of_it()
    {
        var told = await PricedAsync();
        var (lead, partner) = (told.Lead, told.Partner);
        await partner.Http.DoAsync(
            $"/api/v1/consortia/{told.Consortium.Id}/mandate",
            new { until = (await app.Store.ClockAsync()).AddDays(10) }
        );
        using (var browser = await Browsing.AsAsync(app, partner.Manager))
            Assert.Contains(
                "the lead alone sees all",
                WebUtility.HtmlDecode((await browser.GetAsync($"/consortia/{told.Consortium.Id}/terms")).Html),
                StringComparison.Ordinal
            );
        using (var browser = await Browsing.AsAsync(app, lead.Manager))
            Assert.Matches(
                "id=\"OpenBook\"[^>]*value=\"False\"[^>]*checked",
                (await browser.GetAsync($"/consortia/{told.Consortium.Id}/terms/new")).Html
            );
        var open = await ProposeAsync(told, openBook: true);
        using (var browser = await Browsing.AsAsync(app, partner.Manager))
            Assert.Contains(
                "every member sees all members' prices",
                WebUtility.HtmlDecode((await browser.GetAsync($"/consortia/{told.Consortium.Id}/terms")).Html),
                StringComparison.Ordinal
            );
        await lead.Http.RefusedAsync($"/api/v1/consortia/{told.Consortium.Id}/acceptances", For(open), "book-outside-the-mandate");
        await partner.AcceptAsync(told.Consortium.Id, open);
        // What changes nothing of it the mandate covers, as before.
        var again = await ProposeAsync(told, openBook: true, agreement: "The lead invoices.");
        await lead.Http.DoAsync($"/api/v1/consortia/{told.Consortium.Id}/acceptances", For(again));
        var closed = await ProposeAsync(told, openBook: false);
        await lead.Http.RefusedAsync($"/api/v1/consortia/{told.Consortium.Id}/acceptances", For(closed), "book-outside-the-mandate");

        object For(JsonNode terms) =>
            new
            {
                edition = terms["edition"]!.GetValue<int>(),
                sha256 = terms["sha256"]!.GetValue<string>(),
                jointBidReason = "Neither of us can do all of it alone.",
                capacity = "Director",
                organisationId = partner.Id,
            };
    }

    [Fact]
    public void closed_terms_keep_the_digest_they_had_before_there_was_a_choice()
    {
        var lead = Guid.CreateVersion7();
        var closed = new Terms(lead, [], [], [], null, "none", "Jointly and severally", "We work together.");
        Assert.Equal(TermsDigest.Of(closed), TermsDigest.Of(closed with { OpenBook = false }));
        Assert.NotEqual(TermsDigest.Of(closed), TermsDigest.Of(closed with { OpenBook = true }));
    }

    private async Task<Told> PricedAsync()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, ceiling: new Money(99_000));
        var told = new Told(tender, consortium, await consortium.WrittenBidAsync(tender, tender.GroundsLot));
        await told.Lead.SaveAsync(told.Bid, told.Price, Planted("Quillfeather", 3, 7391.37m, consortium.LeadsPackage));
        await told.Partner.SaveAsync(told.Bid, told.Price, Planted("Zanthoxyl", 2, 4417.83m, consortium.PartnersPackage));
        return told;

        static BidAnswer Planted(string title, decimal quantity, decimal rate, Guid package) =>
            new(Prices: [new(title, PriceLine.AmountOf(quantity, new Money(rate)), package, quantity, "days", new Money(rate), 1, 20)]);
    }

    private static async Task<JsonNode> ProposeAsync(Told told, bool openBook, string agreement = "We work together and share as stated.")
    {
        var terms = JsonNode.Parse(
            System.Text.Json.JsonSerializer.Serialize(
                BidSteps.TermsFor(
                    told.Consortium,
                    told.Tender,
                    told.Tender.GroundsLot,
                    66.67m,
                    33.33m,
                    new Money(99_000),
                    agreement: agreement
                ),
                EventJson.Options
            )
        )!;
        terms["openBook"] = openBook;
        return (await told.Lead.Http.DoAsync($"/api/v1/consortia/{told.Consortium.Id}/terms", terms))["answer"]!;
    }

    // Which of the words this person finds, and where.
    private async Task<IReadOnlyList<string>> SeenAsync(Told told, TestEnterprise who, params string[] words)
    {
        var found = new List<string>();
        using var browser = await Browsing.AsAsync(app, who.Manager);
        foreach (var path in told.Pages)
            found.AddRange(In(path, WebUtility.HtmlDecode((await browser.GetAsync(path)).Html)));
        foreach (var path in new[] { $"/api/v1/bids/{told.Bid}", $"/api/v1/bids/{told.Bid}/parts", $"/api/v1/bids/{told.Bid}/check" })
            using (var answer = await who.Http.GetAsync(new Uri(path, UriKind.Relative)))
                found.AddRange(In(path, await answer.Content.ReadAsStringAsync()));
        return found;

        IEnumerable<string> In(string path, string text) =>
            words.Where(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)).Select(w => $"{path}: {w}");
    }
}
