using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Organisations;

/// <summary>Nobody belongs to an organisation without having agreed, and an invitation tells the inviter nothing of who is here.</summary>
public sealed class ConsentTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_rival_can_make_nobody_a_member_and_takes_no_role_from_anybodys_programs()
    {
        var victim = await app.EnterpriseAsync("Edgbaston Repairs Co-operative");
        var program = await app.ClientAsync(victim.Manager.Id);
        Assert.Contains(Roles.BidManager, await RolesAsync(program));
        var (rival, attacker) = await RivalAsync();
        using var forced = await attacker.Http.SendCommandAsync(
            HttpMethod.Post,
            $"/api/v1/organisations/{rival}/memberships",
            new { personId = victim.Manager.Id, roles = new[] { Roles.Member } }
        );
        Assert.Equal(HttpStatusCode.NotFound, forced.StatusCode);
        await InviteAsync(attacker, rival, await MailOfAsync(victim.Manager.Id));
        Assert.Single((await attacker.Http.ReadAsync($"/api/v1/organisations/{rival}/memberships")).AsArray());

        // Accepted, it is a second place; the first is still the one the person's programs and sessions act for.
        await program.DoAsync($"/api/v1/organisations/{rival}/invitations/{victim.Manager.Id}/accept", new { });
        var me = await MeAsync(program);
        Assert.Equal((2, victim.Id), (me["memberships"]!.AsArray().Count, me["actingFor"]!.GetValue<Guid>()));
        Assert.Contains(Roles.BidManager, await RolesAsync(program));
        using var bids = await program.GetAsync(new Uri("/api/v1/bids", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, bids.StatusCode);
        program.DefaultRequestHeaders.Add(Actors.ActingFor, rival.ToString());
        Assert.Equal([Roles.Member], await RolesAsync(program));
    }

    [Fact]
    public async Task a_new_sign_in_leads_to_the_organisation_the_person_came_to_first()
    {
        var first = await app.EnterpriseAsync("Handsworth Community Kitchen");
        await app.DoAsync(new GrantMembership((await RivalAsync()).Rival, first.Manager.Id, [Roles.Member]));
        using var browser = new Browsing(app);
        var link = $"/sign-in/link?key={await app.Services.GetRequiredService<SignInLinks>().MakeAsync(first.Manager.Id)}";
        await browser.SendAsync(await browser.GetAsync(link), link);
        Assert.Contains("Handsworth Community Kitchen", (await browser.GetAsync("/")).Html, StringComparison.Ordinal);
        // Whoever leaves it acts for no other by themselves.
        var program = await app.ClientAsync(first.Manager.Id);
        await program.DoAsync($"/api/v1/organisations/{first.Id}/memberships/{first.Manager.Id}/end", new { reason = "leaving" });
        Assert.Empty(await RolesAsync(program));
    }

    [Fact]
    public async Task an_invitation_answers_the_same_for_a_known_and_an_unknown_address()
    {
        var known = await app.EnterpriseAsync("Bright Corners Cleaning CIC");
        var (rival, attacker) = await RivalAsync();
        var mail = (await MailOfAsync(known.Manager.Id)).ToUpperInvariant();
        var ofKnown = await InviteAsync(attacker, rival, mail);
        var ofNew = await InviteAsync(attacker, rival, $"NEW.{Guid.NewGuid():N}@Example.org");

        Assert.Equal(Shape(ofKnown), Shape(ofNew));
        foreach (var answer in new[] { ofKnown, ofNew })
        {
            Assert.Equal(answer["id"]!.GetValue<Guid>(), answer["answer"]!["invitationId"]!.GetValue<Guid>());
            Assert.Equal(1, Assert.Single(answer["versions"]!.AsObject()).Value!.GetValue<long>());
        }
        // Nor do the list and the pages say more: the typed address, in one spelling, and no id of a person.
        var list = (await attacker.Http.ReadAsync($"/api/v1/organisations/{rival}/invitations")).ToJsonString();
        using var browser = await Browsing.AsAsync(app, attacker);
        foreach (
            var text in new[]
            {
                list,
                (await browser.GetAsync("/organisation/people")).Html,
                (await browser.GetAsync($"/organisation/invitations/{ofKnown["id"]}")).Html,
            }
        )
        {
            Assert.Contains(mail.ToLowerInvariant(), text, StringComparison.Ordinal);
            Assert.DoesNotContain("Manager of", text, StringComparison.Ordinal);
            // The address of a test person holds the id without hyphens.
            Assert.DoesNotContain(known.Manager.Id.ToString(), text, StringComparison.OrdinalIgnoreCase);
        }
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/organisation/people/{known.Manager.Id}")).Status);
        await attacker.Http.RefusedAsync(
            $"/api/v1/organisations/{rival}/memberships/{known.Manager.Id}/end",
            new { reason = "is it you?" },
            "no-member"
        );
        // Registering people is no way round it.
        await attacker.Http.RefusedWithAsync("/api/v1/people", new { name = "?", mail }, HttpStatusCode.Forbidden);

        static string Shape(JsonObject answer) =>
            string.Join(
                ' ',
                answer
                    .Select(p => p.Key)
                    .Concat(answer["answer"]!.AsObject().Select(p => p.Key))
                    .Append($"{answer["versions"]!.AsObject().Count}")
            );
    }

    [Fact]
    public async Task an_invitation_is_declined_by_the_person_or_withdrawn_by_the_inviter()
    {
        var invited = await app.EnterpriseAsync("Smethwick Threads CIC");
        var (rival, attacker) = await RivalAsync();
        var mail = await MailOfAsync(invited.Manager.Id);
        await InviteAsync(attacker, rival, mail);
        using var person = await Browsing.AsAsync(app, invited.Manager);
        var account = await person.GetAsync("/account");
        Assert.Equal(HttpStatusCode.Redirect, (await person.SendAsync(account, "/account?handler=Decline")).Status);
        Assert.Empty((await attacker.Http.ReadAsync($"/api/v1/organisations/{rival}/invitations")).AsArray());

        var again = await InviteAsync(attacker, rival, mail);
        using var browser = await Browsing.AsAsync(app, attacker);
        var page = $"/organisation/invitations/{again["id"]}";
        Assert.Contains("Say why", (await browser.SendAsync(await browser.GetAsync(page), page)).Html, StringComparison.Ordinal);
        Assert.Equal(
            HttpStatusCode.Redirect,
            (await browser.SendAsync(await browser.GetAsync(page), page, ("Reason", "a mistake"))).Status
        );
        await invited.Http.RefusedWithAsync(
            $"/api/v1/organisations/{rival}/invitations/{invited.Manager.Id}/accept",
            new { },
            HttpStatusCode.NotFound
        );
    }

    private async Task<(Guid Rival, TestPerson Administrator)> RivalAsync()
    {
        var rival = await app.OrganisationAsync("Evil", OrganisationKind.Enterprise);
        return (rival, await app.PersonAsync("Sean Doyle", rival, Roles.OrganisationAdministrator));
    }

    private static Task<JsonObject> InviteAsync(TestPerson by, Guid organisation, string mail) =>
        by.Http.DoAsync(
            $"/api/v1/organisations/{organisation}/invitations",
            new
            {
                name = "Whoever this is",
                mail,
                roles = new[] { Roles.Member },
            }
        );

    private async Task<string> MailOfAsync(Guid person) => (await MeAsync(await app.ClientAsync(person)))["mail"]!.GetValue<string>();

    private static async Task<string[]> RolesAsync(HttpClient http) =>
        [.. (await MeAsync(http))["roles"]!.AsArray().Select(r => r!.GetValue<string>())];

    private static async Task<JsonObject> MeAsync(HttpClient http) => (await http.GetFromJsonAsync<JsonObject>("/api/v1/me"))!;
}
