using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Networks;

/// <summary>A network, and a marketplace of today at which a buyer and an enterprise were.</summary>
public sealed record TestMarketplace(
    Guid Ise,
    TestPerson Coordinator,
    Guid Network,
    Guid Gathering,
    TestBuyer Buyer,
    TestEnterprise Enterprise
);

public static class NetworkSteps
{
    public static async Task<TestMarketplace> MarketplaceAsync(this MarketplaceApp app, string name = "iSE")
    {
        var ise = await app.OrganisationAsync(name, OrganisationKind.Support);
        var yvonne = await app.PersonAsync("Yvonne Clarke", ise, Roles.Adviser);
        var trust = await app.BuyerAsync();
        var grounds = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var today = UkTime.DayOf(await app.NowAsync());
        var network = BidSteps.Id(
            await yvonne.Http.DoAsync(
                "/api/v1/networks",
                new
                {
                    supportOrganisationId = ise,
                    name = "Soho network",
                    purpose = "To find work together",
                    on = today,
                    sectors = new[] { "natural environment" },
                }
            )
        );
        await yvonne.Http.DoAsync(
            $"/api/v1/networks/{network}/members",
            new
            {
                organisationId = grounds.Id,
                on = today,
                sectors = new[] { "natural environment" },
            }
        );
        var gathering = BidSteps.Id(
            await yvonne.Http.DoAsync(
                "/api/v1/gatherings",
                new
                {
                    supportOrganisationId = ise,
                    networkId = network,
                    kind = "Marketplace",
                    title = "Meet the trust",
                    theme = "Grounds",
                    hostId = trust.Id,
                    venue = "The hall",
                    on = today,
                }
            )
        );
        var at = $"/api/v1/gatherings/{gathering}";
        await yvonne.Http.DoAsync($"{at}/invitations", new { organisations = new[] { trust.Id, grounds.Id } });
        await trust.Author.Http.DoAsync($"{at}/answers", new { coming = true });
        await grounds.Http.RefusedAsync($"{at}/answers", new { coming = true }, "capability-missing");
        await grounds.Http.DoAsync($"{at}/answers", new { coming = true, capability = "Gardens with electric machines" });
        await yvonne.Http.DoAsync($"{at}/attendance", new { organisations = new[] { trust.Id, grounds.Id } });
        return new TestMarketplace(ise, yvonne, network, gathering, trust, grounds);
    }
}
