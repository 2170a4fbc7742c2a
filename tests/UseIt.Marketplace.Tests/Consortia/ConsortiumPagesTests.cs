using System.Net;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Consortia;

public sealed class ConsortiumPages(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_member_sees_what_has_changed_signs_and_the_coverage_says_what_is_missing()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, ceiling: new Money(45_000));
        await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/terms",
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 60, 40, new Money(50_000))
        );
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, consortium.Partner.Manager);

        var page = await browser.GetAsync($"/consortia/{consortium.Id}");
        Assert.Equal("Green Ladywood", page.Heading);
        Assert.Contains("has not accepted edition 2", page.Html, StringComparison.Ordinal);
        Assert.Contains("1 requirement is not covered yet.", page.Html, StringComparison.Ordinal);
        var terms = await browser.GetAsync($"/consortia/{consortium.Id}/terms");
        foreach (var side in new[] { "Training, 33.33%", "Training, 40.00%", "£45,000", "£50,000" })
            Assert.Contains(side, terms.Html, StringComparison.Ordinal);
        Assert.Contains(AcceptTermsHandler.Statement("Green Ladywood", 2), WebUtility.HtmlDecode(terms.Html), StringComparison.Ordinal);

        var refused = await browser.SendAsync(
            terms,
            $"/consortia/{consortium.Id}/terms",
            ("JointBidReason", "Alone we are too few"),
            ("Capacity", "")
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal([AcceptTermsHandler.CapacityMissing.Sentence], refused.Mistakes.Select(m => m.Sentence));
        Assert.Contains("Alone we are too few", refused.Html, StringComparison.Ordinal);
        var accepted = await browser.SendAsync(
            refused,
            $"/consortia/{consortium.Id}/terms",
            ("JointBidReason", "Alone we are too few"),
            ("Capacity", "Director")
        );
        Assert.Equal(HttpStatusCode.Found, accepted.Status);
        Assert.Equal("Director", (await app.FactsAsync<TermsAccepted>(consortium.Id))[^1].Signature.Capacity);
        Assert.Contains(
            "Not all members have accepted",
            (await browser.GetAsync($"/consortia/{consortium.Id}")).Html,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task terms_that_change_while_they_are_read_are_not_signed_unread()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/terms",
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 60, 40)
        );
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, consortium.Partner.Manager);
        var read = await browser.GetAsync($"/consortia/{consortium.Id}/terms");
        await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/terms",
            BidSteps.TermsFor(consortium, tender, tender.GroundsLot, 70, 30)
        );
        var refused = await browser.SendAsync(
            read,
            $"/consortia/{consortium.Id}/terms",
            ("JointBidReason", "Alone we are too few"),
            ("Capacity", "Director")
        );
        Assert.Equal([AcceptTermsHandler.Changed(3).Sentence], refused.Mistakes.Select(m => m.Sentence));
        Assert.Contains("Training, 30.00%", refused.Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task an_invited_enterprise_joins_on_its_page()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var invited = await app.EnterpriseAsync("Newcomer CIC");
        await consortium.Lead.Http.DoAsync(
            $"/api/v1/consortia/{consortium.Id}/invitations",
            new { organisationId = invited.Id, role = "Cleaning" }
        );
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, invited.Manager);
        var page = await browser.GetAsync($"/consortia/{consortium.Id}");
        Assert.Contains("Ladywood Grounds CIC invites you", page.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Coverage of", page.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/consortia/{consortium.Id}/terms")).Status);
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(page, $"/consortia/{consortium.Id}?handler=Join")).Status);
        Assert.Contains("Coverage of", (await browser.GetAsync($"/consortia/{consortium.Id}")).Html, StringComparison.Ordinal);
    }
}
