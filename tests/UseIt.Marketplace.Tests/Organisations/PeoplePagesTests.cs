using System.Net;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Organisations;

/// <summary>Two people and a phone: one invites the other, shares the work, and takes it back, without anybody from outside.</summary>
public sealed class PeoplePagesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string People = "/organisation/people";

    [Fact]
    public async Task an_administrator_invites_a_colleague_who_accepts_and_is_given_other_roles_and_leaves()
    {
        var (enterprise, amina) = await OrganisationAsync("Ladywood Grounds CIC", "Amina Yusuf");
        var joseph = await app.PersonAsync(
            "Joseph Okafor",
            await app.OrganisationAsync("Another CIC", OrganisationKind.Enterprise),
            Roles.Member
        );
        var mail = $"joseph.okafor.{joseph.Id:N}@example.org";
        using var browser = await Browsing.AsAsync(app, amina);

        Assert.Contains($"href=\"{People}\"", (await browser.GetAsync("/account")).Html, StringComparison.Ordinal);
        var invite = await browser.GetAsync($"{People}/new");
        Assert.DoesNotContain("value=\"author\"", invite.Html, StringComparison.Ordinal);
        var refused = await browser.SendAsync(invite, $"{People}/new", ("Name", "Joseph Okafor"), ("Mail", mail));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal([("Roles", "Choose at least one role")], refused.Mistakes);
        Assert.Equal(mail, refused.Typed("Mail"));
        Assert.Equal(
            People,
            (await browser.SendAsync(refused, $"{People}/new", ("Name", "Joseph Okafor"), ("Mail", mail), ("Roles", Roles.Member))).Header(
                "Location"
            )
        );
        var invited = await browser.GetAsync(People);
        Assert.Contains(mail, invited.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Joseph Okafor", invited.Html, StringComparison.Ordinal);

        using var his = await Browsing.AsAsync(app, joseph);
        Assert.Equal(
            "/account",
            (
                await his.SendAsync(await his.GetAsync("/account"), "/account?handler=Accept", ("organisation", enterprise.ToString()))
            ).Header("Location")
        );
        var list = await browser.GetAsync(People);
        Assert.DoesNotContain(mail, list.Html, StringComparison.Ordinal);
        Assert.Contains("Joseph Okafor", list.Html, StringComparison.Ordinal);

        var page = $"{People}/{joseph.Id}";
        Assert.Equal(
            People,
            (await browser.SendAsync(await browser.GetAsync(page), page, ("Roles", Roles.Member), ("Roles", Roles.BidManager))).Header(
                "Location"
            )
        );
        Assert.Contains("Bid manager, Member", (await browser.GetAsync(People)).Html, StringComparison.Ordinal);
        Assert.Equal(
            [("Reason", "Say why, in a few words without names")],
            (await browser.SendAsync(await browser.GetAsync(page), $"{page}?handler=End", ("Reason", ""))).Mistakes
        );
        Assert.Equal(
            People,
            (await browser.SendAsync(await browser.GetAsync(page), $"{page}?handler=End", ("Reason", "moved away"))).Header("Location")
        );
        Assert.DoesNotContain("Joseph Okafor", (await browser.GetAsync(People)).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(page)).Status);
    }

    [Fact]
    public async Task the_last_administrator_stays_and_nobody_else_sees_the_people()
    {
        var (enterprise, amina) = await OrganisationAsync("Edgbaston Kitchen CIC", "Amina Yusuf");
        var member = await app.PersonAsync("Joseph Okafor", enterprise, Roles.Member);
        var (_, stranger) = await OrganisationAsync("A third CIC", "Grace Bennett");
        using var browser = await Browsing.AsAsync(app, amina);
        using var others = await Browsing.AsAsync(app, member);
        using var elsewhere = await Browsing.AsAsync(app, stranger);
        var page = $"{People}/{amina.Id}";

        var kept = await browser.SendAsync(await browser.GetAsync(page), page, ("Roles", Roles.Signatory));
        Assert.Contains(
            kept.Mistakes,
            m => m.Sentence.StartsWith("The organisation's last administrator cannot go", StringComparison.Ordinal)
        );
        Assert.Equal(HttpStatusCode.NotFound, (await others.GetAsync(People)).Status);
        Assert.DoesNotContain(People, (await others.GetAsync("/account")).Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await elsewhere.GetAsync(page)).Status);
    }

    private async Task<(Guid Organisation, TestPerson Administrator)> OrganisationAsync(string name, string administrator)
    {
        var organisation = await app.OrganisationAsync(name, OrganisationKind.Enterprise);
        return (organisation, await app.PersonAsync(administrator, organisation, Roles.OrganisationAdministrator, Roles.Signatory));
    }
}
