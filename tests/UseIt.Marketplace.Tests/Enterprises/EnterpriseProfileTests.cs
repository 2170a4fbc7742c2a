using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.Enterprises;

public sealed class EnterpriseProfileTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task buyers_find_an_enterprise_by_what_it_does_and_see_verified_status_only_as_verified()
    {
        var grounds = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
        var amina = await app.PersonAsync("Amina Yusuf", grounds, Roles.BidManager);
        var yvonne = await app.PersonAsync("Yvonne Clarke", await app.OrganisationAsync("iSE", OrganisationKind.Support), Roles.Adviser);
        await amina.Http.RefusedAsync(
            $"/api/v1/enterprises/{grounds}/capabilities",
            new
            {
                title = "Grounds maintenance",
                cpv = new[] { "77314000" },
                places = Array.Empty<object>(),
            },
            "enterprise-not-registered"
        );
        await amina.Http.DoAsync(
            $"/api/v1/enterprises/{grounds}",
            new
            {
                legalForm = "Community interest company",
                mission = "Green jobs in Ladywood",
                tradingSince = "2019-04-01",
            }
        );
        await amina.Http.RefusedAsync(
            $"/api/v1/enterprises/{grounds}/capabilities",
            new
            {
                title = "Grounds maintenance",
                cpv = new[] { "77314" },
                places = Array.Empty<object>(),
            },
            "cpv-wrong"
        );
        await amina.Http.DoAsync(
            $"/api/v1/enterprises/{grounds}/capabilities",
            new
            {
                title = "Grounds maintenance",
                cpv = new[] { "77314000" },
                places = new[] { new { code = "E08000025", name = "Birmingham" } },
            }
        );
        var evidence = await amina.Http.DoAsync(
            $"/api/v1/enterprises/{grounds}/status-evidence",
            new
            {
                criterion = "Mission",
                statement = "Object clause 4 of the articles",
                from = "2019-04-01",
            }
        );
        await app.SettledAsync();
        var profile = await amina.Http.ReadAsync($"/api/v1/enterprises/{grounds}");
        var evidenceId = profile["evidence"]![0]!["evidenceId"]!.GetValue<Guid>();
        Assert.Null(profile["evidence"]![0]!["verified"]);
        var verified = await yvonne.Http.DoAsync(
            $"/api/v1/enterprises/{grounds}/status-evidence/{evidenceId}/verification",
            new { accepted = true }
        );
        await app.SettledAsync();

        var found = await (await app.ClientAsync()).ReadAsync("/api/v1/enterprises?cpv=77314000&place=E08000025");
        var only = Assert.Single(found["items"]!.AsArray())!;
        Assert.Equal("Ladywood Grounds CIC", only["name"]!.GetValue<string>());
        Assert.True(only["evidence"]![0]!["verified"]!.GetValue<bool>());
        Assert.Empty((await (await app.ClientAsync()).ReadAsync("/api/v1/enterprises?cpv=45000000"))["items"]!.AsArray());
    }
}
