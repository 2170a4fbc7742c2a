using System.Net;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Accounts;

public sealed class PersonalDataTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_person_is_given_everything_about_them_and_nobody_else_is()
    {
        var organisation = await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise);
        var amina = await app.PersonAsync("Amina Yusuf", organisation, Roles.OrganisationAdministrator);
        var other = await app.PersonAsync("Bea Manager", organisation, Roles.Member);
        await amina.Http.DoAsync(
            $"/api/v1/organisations/{organisation}/invitations",
            new
            {
                name = "Cleo",
                mail = $"cleo.{organisation:N}@example.org",
                roles = new[] { Roles.Member },
            }
        );
        using var browser = await Browsing.AsAsync(app, amina);
        Assert.Contains("href=\"/account/data\"", (await browser.GetAsync("/account")).Html, StringComparison.Ordinal);
        var today = UkTime.DayOf(await app.NowAsync());
        await app.DoAsync(
            new NoteAbsence(amina.Organisation, Guid.CreateVersion7(), today, today.AddDays(2)),
            new Actor(amina.Id, amina.Organisation, new HashSet<string>(), "membership")
        );
        await app.SettledAsync();

        var data = await amina.Http.ReadAsync($"/api/v1/people/{amina.Id}/data");
        Assert.Equal("Amina Yusuf", data["registered"]![0]!["data"]!["name"]!.GetValue<string>());
        Assert.EndsWith("@example.org", data["registered"]![0]!["data"]!["mail"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains(data["places"]!.AsArray(), p => p!["kind"]!.GetValue<string>() == "membership_granted");
        Assert.Contains(data["places"]!.AsArray(), p => p!["kind"]!.GetValue<string>() == "absence_noted");
        Assert.Contains(data["acts"]!.AsArray(), a => a!["kind"]!.GetValue<string>() == "membership_invited");
        Assert.NotEmpty(data["sessions"]!.AsArray());
        Assert.DoesNotContain("Cleo", data.ToJsonString(), StringComparison.Ordinal);
        Assert.DoesNotContain("Bea", data.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(
            data["registered"]!.ToJsonString(),
            System.Text.Json.Nodes.JsonNode.Parse((await browser.GetAsync("/account/data")).Html)!["registered"]!.ToJsonString()
        );

        using var refused = await other.Http.GetAsync(new Uri($"/api/v1/people/{amina.Id}/data", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, refused.StatusCode);
        var platform = await app.OrganisationAsync("Platform", OrganisationKind.Platform);
        var administrator = await app.PersonAsync("Ada Quill", platform, Roles.Administrator);
        var seen = await administrator.Http.ReadAsync($"/api/v1/people/{amina.Id}/data");
        Assert.Contains(
            (await amina.Http.ReadAsync($"/api/v1/people/{amina.Id}/data"))["lookedAtBy"]!.AsArray(),
            l => l!["person"]!.GetValue<Guid>() == administrator.Id
        );
        Assert.Equal("Amina Yusuf", seen["registered"]![0]!["data"]!["name"]!.GetValue<string>());
    }
}
