using System.Net;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Tests.Organisations;

/// <summary>What is done about people and places: by somebody else, with an id of something else, and many times at once.</summary>
public sealed class PeopleCommandsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Theory]
    [InlineData("disable")]
    [InlineData("enable")]
    [InlineData("release-account")]
    public async Task only_the_platform_puts_people_out_and_lets_them_in_and_only_people(string what)
    {
        var (platform, grounds) = (
            await app.OrganisationAsync("The platform", OrganisationKind.Platform),
            await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise)
        );
        var administrator = await app.PersonAsync("Dawn Reid", platform, Roles.Administrator);
        var rival = await app.PersonAsync(
            "Rita Rival",
            await app.OrganisationAsync("Rivals", OrganisationKind.Enterprise),
            Roles.OrganisationAdministrator
        );
        var amina = await app.PersonAsync("Amina Yusuf", grounds, Roles.OrganisationAdministrator);
        var body = new { reason = "because" };

        foreach (var caller in new[] { rival.Http, amina.Http })
            await caller.RefusedWithAsync($"/api/v1/people/{amina.Id}/{what}", body, HttpStatusCode.Forbidden);
        await (await app.ClientAsync()).RefusedWithAsync($"/api/v1/people/{amina.Id}/{what}", body, HttpStatusCode.Unauthorized);
        // The same for a person and for nobody: whoever may not learns nothing.
        await rival.Http.RefusedWithAsync($"/api/v1/people/{Guid.NewGuid()}/{what}", body, HttpStatusCode.Forbidden);
        await administrator.Http.RefusedWithAsync($"/api/v1/people/{grounds}/{what}", body, HttpStatusCode.NotFound);
        await administrator.Http.RefusedAsync($"/api/v1/people/{Guid.NewGuid()}/{what}", body, "person-unknown");
        Assert.Equal("Amina Yusuf", (await amina.Http.ReadAsync("/api/v1/me"))["name"]!.GetValue<string>());
    }

    [Fact]
    public async Task somebody_disabled_by_many_at_once_is_disabled_once()
    {
        var administrator = await app.PersonAsync(
            "Dan Reid",
            await app.OrganisationAsync("The platform too", OrganisationKind.Platform),
            Roles.Administrator
        );
        var helen = await app.PersonAsync("Helen Oduya", await app.OrganisationAsync("Paths", OrganisationKind.Enterprise), Roles.Member);
        await Task.WhenAll(
            Enumerable
                .Range(0, 20)
                .Select(n => administrator.Http.DoAsync($"/api/v1/people/{helen.Id}/disable", new { reason = $"reason {n}" }))
        );
        Assert.Equal(
            1,
            await app.AskAsync<long>($"select count(*) from events.mt_events where stream_id = '{helen.Id}' and type = 'person_disabled'")
        );
    }

    [Fact]
    public async Task an_invitation_is_taken_back_by_its_own_organisation_alone_and_once()
    {
        var grounds = await app.OrganisationAsync("Grounds of ours", OrganisationKind.Enterprise);
        var amina = await app.PersonAsync("Amina Yusuf", grounds, Roles.OrganisationAdministrator);
        var member = await app.PersonAsync("Bea Member", grounds, Roles.Member);
        var rivals = await app.OrganisationAsync("Rivals of ours", OrganisationKind.Enterprise);
        var rival = await app.PersonAsync("Rita Rival", rivals, Roles.OrganisationAdministrator);
        await amina.Http.DoAsync(
            $"/api/v1/organisations/{grounds}/invitations",
            new
            {
                name = "Cleo",
                mail = $"cleo.{grounds:N}@example.org",
                roles = new[] { Roles.Member },
            }
        );
        await app.SettledAsync();
        var listed = System.Text.Json.Nodes.JsonNode.Parse(
            await amina.Http.GetStringAsync(new Uri($"/api/v1/organisations/{grounds}/invitations", UriKind.Relative))
        )![0]!;
        var id = listed["invitationId"]!.GetValue<string>();
        string Path(Guid organisation, object invitation) => $"/api/v1/organisations/{organisation}/invitations/{invitation}/withdraw";
        var body = new { reason = "not needed" };

        await rival.Http.RefusedWithAsync(Path(rivals, id), body, HttpStatusCode.NotFound);
        await rival.Http.RefusedWithAsync(Path(grounds, id), body, HttpStatusCode.NotFound);
        await member.Http.RefusedWithAsync(Path(grounds, id), body, HttpStatusCode.Forbidden);
        await amina.Http.RefusedWithAsync(Path(grounds, grounds), body, HttpStatusCode.NotFound);
        await amina.Http.RefusedWithAsync(Path(grounds, Guid.NewGuid()), body, HttpStatusCode.NotFound);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => amina.Http.DoAsync(Path(grounds, id), body)));
        Assert.Equal(
            1,
            await app.AskAsync<long>($"select count(*) from events.mt_events where stream_id = '{id}' and type = 'membership_ended'")
        );
    }
}
