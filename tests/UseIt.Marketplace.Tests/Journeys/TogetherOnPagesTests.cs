using System.Net;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Journeys;

/// <summary>Two enterprises come together and begin a bid, on pages alone and without script.</summary>
public sealed class TogetherOnPagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_consortium_is_proposed_joined_agreed_and_bids_and_each_page_is_there_for_its_own_people_alone()
    {
        var tender = await app.PublishedAsync();
        var lead = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var growers = await app.EnterpriseAsync("Summerfield Growers");
        var rival = await app.EnterpriseAsync("Vale Facilities");
        await app.SettledAsync();
        using var leading = await Browsing.AsAsync(app, lead.Manager);
        using var joining = await Browsing.AsAsync(app, growers.Manager);
        using var outside = await Browsing.AsAsync(app, rival.Manager);

        // The tender's page leads to it.
        Assert.Contains(
            $"/consortia/new?tender={tender.Id}",
            (await leading.GetAsync($"/tenders/{tender.Id}")).Html,
            StringComparison.Ordinal
        );
        var begin = await leading.GetAsync($"/consortia/new?tender={tender.Id}");
        Assert.Equal(
            [("Name", "Enter a name for the consortium")],
            (await leading.SendAsync(begin, "/consortia/new", ("Name", " "))).Mistakes
        );
        var page = (await leading.SendAsync(begin, "/consortia/new", ("Name", "Green Ladywood"))).Header("Location")!;
        var id = Guid.Parse(page.Split('/')[^1]);
        Assert.Equal(HttpStatusCode.NotFound, (await outside.GetAsync(page)).Status);

        var found = await leading.GetAsync($"{page}/partners/new?Q=growers");
        Assert.Contains("Summerfield Growers", found.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Vale Facilities", found.Html, StringComparison.Ordinal);
        var unsaid = await leading.SendAsync(found, $"{page}/partners/new?Q=growers", ("OrganisationId", $"{growers.Id}"));
        Assert.Equal([("Role", "Say what the partner would do")], unsaid.Mistakes);
        await leading.SendAsync(unsaid, $"{page}/partners/new?Q=growers", ("OrganisationId", $"{growers.Id}"), ("Role", "Planting"));
        Assert.Equal(HttpStatusCode.NotFound, (await joining.GetAsync($"{page}/partners/new")).Status);
        await app.SettledAsync();
        Assert.Contains("Answer the invitation", (await joining.GetAsync("/")).Html, StringComparison.Ordinal);
        await joining.SendAsync(await joining.GetAsync(page), $"{page}?handler=Join", BidSteps.Promised);

        // Shares of 99.99 are refused, and nothing typed is lost.
        var terms = await leading.GetAsync($"{page}/terms/new");
        Assert.Equal("50.00", terms.Typed("Members_0__Share"));
        (string, string)[] Typed(string share) =>
            [
                ("Members[0].Role", "Lead"),
                ("Members[0].Share", share),
                ("Members[1].Role", "Planting"),
                ("Members[1].Share", "40"),
                ("Lots", $"{tender.GroundsLot}"),
                ("WorkPackages[0].Title", ""),
                ("WorkPackages[0].LotId", $"{tender.GroundsLot}"),
                ("WorkPackages[0].Accountable", $"{lead.Id}"),
                ("WorkPackages[1].Title", "Grounds"),
                ("WorkPackages[1].LotId", $"{tender.GroundsLot}"),
                ("WorkPackages[1].Accountable", $"{lead.Id}"),
                ("WorkPackages[1].Helpers", $"{growers.Id}"),
                (
                    "WorkPackages[1].Requirements",
                    $"{tender.Of(tender.GroundsLot, UseIt.Marketplace.Tenders.RequirementKind.Capability).RequirementId}"
                ),
                ("PriceCeiling", "£50,000"),
                ("Liability", "Jointly and severally"),
                ("Agreement", "We share as stated."),
            ];
        var refused = await leading.SendAsync(terms, $"{page}/terms/new", Typed("59.99"));
        Assert.Equal([("Members_0__Share", "The shares must add up to exactly 100.00%. They add up to 99.99%")], refused.Mistakes);
        Assert.Contains("We share as stated.", refused.Html, StringComparison.Ordinal);
        Assert.Equal("Grounds", refused.Typed("WorkPackages_1__Title"));
        Assert.Equal(HttpStatusCode.Found, (await leading.SendAsync(refused, $"{page}/terms/new", Typed("60"))).Status);
        var proposed = Assert.Single(await app.FactsAsync<TermsProposed>(id)).Terms;
        Assert.Equal(["Grounds"], proposed.WorkPackages.Select(w => w.Title));
        Assert.DoesNotContain("50000", System.Text.Json.JsonSerializer.Serialize(proposed), StringComparison.Ordinal);

        // Nobody bids for it before all have accepted.
        var start = await leading.GetAsync($"/tenders/{tender.Id}/bid");
        (string, string)[] bidding = [("Lots", $"{tender.GroundsLot}"), ("Consortium", $"{id}")];
        Assert.Equal(
            [("Consortium", "Every member must accept the present terms before the consortium can bid")],
            (await leading.SendAsync(start, $"/tenders/{tender.Id}/bid", bidding)).Mistakes
        );
        foreach (var member in new[] { leading, joining })
            Assert.Equal(
                HttpStatusCode.Found,
                (
                    await member.SendAsync(
                        await member.GetAsync($"{page}/terms"),
                        $"{page}/terms",
                        ("JointBidReason", "Neither can do it alone"),
                        ("Capacity", "Director")
                    )
                ).Status
            );
        var bid = (await leading.SendAsync(start, $"/tenders/{tender.Id}/bid", bidding)).Header("Location")!;
        Assert.Contains("Who writes what", (await leading.GetAsync(bid)).Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Who writes what", (await joining.GetAsync(bid)).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await outside.GetAsync(bid)).Status);

        var question = tender.Of(tender.GroundsLot, UseIt.Marketplace.Tenders.RequirementKind.Question).RequirementId;
        await leading.SendAsync(
            await leading.GetAsync(bid),
            $"{bid}?handler=Assign",
            ("RequirementId", $"{question}"),
            ("MemberId", $"{growers.Id}")
        );
        var bidId = Guid.Parse(bid.Split('/')[^1]);
        Assert.Equal(
            (question, growers.Id),
            (await app.FactsAsync<BidPartAssigned>(bidId)).Select(a => (a.RequirementId, a.MemberId)).Single()
        );
        await leading.SendAsync(await leading.GetAsync(bid), $"{bid}?handler=Withdraw");
        Assert.Single(await app.FactsAsync<BidWithdrawn>(bidId));
    }

    [Fact]
    public async Task a_partner_leaves_with_a_reason_and_the_lead_dissolves()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        await app.SettledAsync();
        using var partner = await Browsing.AsAsync(app, consortium.Partner.Manager);
        using var lead = await Browsing.AsAsync(app, consortium.Lead.Manager);
        var page = $"/consortia/{consortium.Id}";
        Assert.Equal(
            [("Reason", "Tell the others why you are leaving")],
            (await partner.SendAsync(await partner.GetAsync(page), $"{page}?handler=Leave", ("Reason", ""))).Mistakes
        );
        Assert.Equal(
            HttpStatusCode.Found,
            (await partner.SendAsync(await partner.GetAsync(page), $"{page}?handler=Leave", ("Reason", "We have too much work"))).Status
        );
        Assert.Equal(HttpStatusCode.NotFound, (await partner.GetAsync(page)).Status);
        Assert.Equal(
            HttpStatusCode.Found,
            (await lead.SendAsync(await lead.GetAsync(page), $"{page}?handler=Dissolve", ("Reason", "Alone it makes no sense"))).Status
        );
        Assert.Contains("This consortium is dissolved", (await lead.GetAsync(page)).Html, StringComparison.Ordinal);
    }
}
