using System.Net;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Consortia;

public sealed class FindPartnersTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private async Task<TestEnterprise> AbleAsync(string name, string cpv, string place = "E08000025")
    {
        var enterprise = await app.EnterpriseAsync(name);
        var path = $"/api/v1/enterprises/{enterprise.Id}";
        await enterprise.Http.DoAsync(path, new { legalForm = "CIC", mission = "Good work" });
        await enterprise.Http.DoAsync(
            $"{path}/capabilities",
            new
            {
                title = $"What {name} does",
                cpv = new[] { cpv },
                places = new[] { new { code = place, name = "There" } },
            }
        );
        return enterprise;
    }

    [Fact]
    public async Task who_closes_a_gap_is_found_and_invited_with_a_role_that_the_terms_begin_with()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.CleaningLot);
        var cleaner = await AbleAsync("Spotless CIC", "90911300");
        var gardener = await AbleAsync("Growers CIC", "77310000");
        await app.SettledAsync();
        using var browser = await Browsing.AsAsync(app, consortium.Lead.Manager);
        var page = await browser.GetAsync($"/consortia/{consortium.Id}");
        Assert.Contains("Nobody of you has said that they can do this: Cleaning services.", page.Html, StringComparison.Ordinal);
        Assert.Contains("/enterprise/capabilities/", page.Html, StringComparison.Ordinal);

        var gap = tender.Of(tender.CleaningLot, Marketplace.Tenders.RequirementKind.Capability).RequirementId;
        foreach (
            var query in new[]
            {
                $"gap={gap}",
                $"lot={tender.CleaningLot}",
                "cpvWords=window+cleaner",
                "cpv=90910000&placeWords=Ladywood",
                "q=Spotless",
            }
        )
        {
            var found = await browser.GetAsync($"/consortia/{consortium.Id}/partners/new?{query}");
            Assert.Contains("Spotless CIC", found.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("Growers CIC", found.Html, StringComparison.Ordinal);
            // Who is in it already is not offered, nor said.
            Assert.DoesNotContain($"value=\"{consortium.Partner.Id}\"", found.Html, StringComparison.Ordinal);
        }
        var path = $"/consortia/{consortium.Id}/partners/new?gap={gap}";
        var search = await browser.GetAsync(path);
        Assert.Contains("Would close: Cleaning work", search.Html, StringComparison.Ordinal);
        var refused = await browser.SendAsync(search, path, ("OrganisationId", $"{cleaner.Id}"), ("Message", "We would be glad"));
        Assert.Equal(["Role"], refused.Mistakes.Select(m => m.Target));
        Assert.Contains("We would be glad", refused.Html, StringComparison.Ordinal);
        for (var n = 0; n < 2; n++)
            Assert.Equal(
                HttpStatusCode.Found,
                (
                    await browser.SendAsync(
                        search,
                        path,
                        ("OrganisationId", $"{cleaner.Id}"),
                        ("Role", "Cleaning the wards"),
                        ("Message", "We would be glad")
                    )
                ).Status
            );
        Assert.Equal(
            ["We would be glad"],
            (await app.FactsAsync<PartnerInvited>(consortium.Id)).Where(f => f.OrganisationId == cleaner.Id).Select(f => f.Message)
        );

        await app.SettledAsync();
        using var invited = await Browsing.AsAsync(app, cleaner.Manager);
        var invitation = await invited.GetAsync($"/consortia/{consortium.Id}");
        foreach (var said in new[] { "Cleaning the wards", "We would be glad" })
            Assert.Contains(said, invitation.Html, StringComparison.Ordinal);
        await invited.SendAsync(invitation, $"/consortia/{consortium.Id}?handler=Join", BidSteps.Promised);
        Assert.Contains(
            "value=\"Cleaning the wards\"",
            (await browser.GetAsync($"/consortia/{consortium.Id}/terms/new")).Html,
            StringComparison.Ordinal
        );
        Assert.Contains("Cleaning the wards", (await browser.GetAsync($"/consortia/{consortium.Id}")).Html, StringComparison.Ordinal);
        // Who was not asked sees nothing of it, and finds nobody in it.
        using var other = await Browsing.AsAsync(app, gardener.Manager);
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/consortia/{consortium.Id}/partners/new?gap={gap}")).Status);
    }
}
