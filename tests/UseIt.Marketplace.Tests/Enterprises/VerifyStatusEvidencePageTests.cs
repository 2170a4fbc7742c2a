using System.Net;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Enterprises;

public sealed class VerifyStatusEvidencePageTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task an_adviser_says_what_evidence_is_worth_and_nobody_else_can()
    {
        var enterprise = await app.EnterpriseAsync("Shown CIC");
        var adviser = await app.PersonAsync("Yvonne Adviser", await app.OrganisationAsync("iSE", OrganisationKind.Support), Roles.Adviser);
        var mission = Guid.CreateVersion7();
        await enterprise.Http.DoAsync(
            $"/api/v1/enterprises/{enterprise.Id}",
            new { legalForm = "Community interest company", mission = "Work" }
        );
        await enterprise.Http.DoAsync(
            $"/api/v1/enterprises/{enterprise.Id}/status-evidence",
            new
            {
                evidenceId = mission,
                criterion = "Mission",
                statement = "It stands in the articles",
                from = "2026-01-01",
            }
        );
        await app.SettledAsync();
        var page = $"/enterprises/{enterprise.Id}/evidence";
        using var browser = await Browsing.AsAsync(app, adviser);
        Assert.Contains(page, (await browser.GetAsync($"/enterprises/{enterprise.Id}")).Html, StringComparison.Ordinal);
        var shown = await browser.GetAsync(page);
        Assert.Contains("It stands in the articles", shown.Html, StringComparison.Ordinal);
        Assert.Equal(
            [VerifyStatusEvidencePage.NotChosen.Sentence],
            (await browser.SendAsync(shown, page)).Mistakes.Select(m => m.Sentence)
        );
        Assert.Equal(
            [VerifyStatusEvidenceHandler.ReasonMissing.Sentence],
            (await browser.SendAsync(shown, page, ("Accepted", "false"))).Mistakes.Select(m => m.Sentence)
        );

        using var own = await Browsing.AsAsync(app, enterprise.Manager);
        Assert.Equal(HttpStatusCode.NotFound, (await own.GetAsync(page)).Status);
        Assert.DoesNotContain(page, (await own.GetAsync($"/enterprises/{enterprise.Id}")).Html, StringComparison.Ordinal);

        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(shown, page, ("Accepted", "true"))).Status);
        await app.SettledAsync();
        Assert.Contains("Yes, it shows it", (await browser.GetAsync(page)).Html, StringComparison.Ordinal);
    }
}
