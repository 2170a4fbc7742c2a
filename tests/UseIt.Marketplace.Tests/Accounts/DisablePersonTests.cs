using System.Net;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Accounts;

/// <summary>Whoever is disabled or erased is out: on every node, with every session and token, at the next request.</summary>
public sealed class DisablePersonTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_disabled_person_is_out_everywhere_at_once_and_comes_back_only_with_a_new_sign_in()
    {
        var (ada, helen) = await PeopleAsync();
        var beside = await MarketplaceApp.BesideAsync(app.Settings.ConnectionString, TestFolders.Scratch());
        using var other = await beside.ClientAsync();
        other.DefaultRequestHeaders.Authorization = helen.Http.DefaultRequestHeaders.Authorization;
        using var browser = await Browsing.AsAsync(app, helen);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.OK, await MeAsync(other));

        await helen.Http.RefusedWithAsync($"/api/v1/people/{ada.Id}/disable", new { reason = "no" }, HttpStatusCode.Forbidden);
        await ada.Http.RefusedAsync($"/api/v1/people/{helen.Id}/disable", new { reason = " " }, "reason-missing");
        await ada.Http.RefusedAsync($"/api/v1/people/{ada.Id}/disable", new { reason = "tired" }, "disable-yourself");
        await ada.Http.DoAsync($"/api/v1/people/{helen.Id}/disable", new { reason = "left the trust" });
        foreach (var client in new[] { helen.Http, other })
            Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(client));
        await helen.Http.RefusedWithAsync(
            "/api/v1/organisations",
            new { name = "Of nobody", kinds = new[] { "Buyer" } },
            HttpStatusCode.Unauthorized
        );
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
        using var again = new Browsing(app);
        var link = $"/sign-in/link?key={await app.Services.GetRequiredService<SignInLinks>().MakeAsync(helen.Id)}";
        Assert.Equal("/sign-in?problem=disabled", (await again.SendAsync(await again.GetAsync(link), link)).Header("Location"));
        Assert.Contains("your access was ended", (await again.GetAsync("/sign-in?problem=disabled")).Html, StringComparison.Ordinal);

        await app.SettledAsync();
        await ada.Http.DoAsync($"/api/v1/people/{helen.Id}/enable", new { reason = "is back" });
        // What was open before stays closed.
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(helen.Http));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
        await app.UntilAsync(async () => await MeAsync(await app.ClientAsync(helen.Id)) == HttpStatusCode.OK);
        await beside.DisposeAsync();
    }

    [Fact]
    public async Task an_erased_persons_token_is_refused_and_nothing_lets_them_in_again()
    {
        var (ada, helen) = await PeopleAsync();
        await ada.Http.DoAsync($"/api/v1/people/{helen.Id}/erase", new { reason = ErasureReasons.AskedByThePerson });
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(helen.Http));
        await ada.Http.RefusedAsync($"/api/v1/people/{helen.Id}/enable", new { reason = "a mistake" }, "person-erased");
    }

    [Fact]
    public async Task an_administrator_finds_somebody_by_address_and_disables_and_enables_them_on_a_page()
    {
        const string Page = "/platform/people";
        var (ada, helen) = await PeopleAsync();
        var mail = (await helen.Http.ReadAsync("/api/v1/me"))["mail"]!.GetValue<string>();
        using var hers = await Browsing.AsAsync(app, helen);
        Assert.Equal(HttpStatusCode.NotFound, (await hers.GetAsync(Page)).Status);
        using var browser = await Browsing.AsAsync(app, ada);
        Assert.Contains($"href=\"{Page}\"", (await browser.GetAsync("/platform")).Html, StringComparison.Ordinal);
        Assert.Equal(
            [("Mail", "Nobody is registered with this mail address")],
            (await browser.SendAsync(await browser.GetAsync(Page), $"{Page}?handler=Find", ("Mail", "nobody@example.org"))).Mistakes
        );
        foreach (var (does, then) in new[] { ("Disable", HttpStatusCode.Unauthorized), ("Enable", HttpStatusCode.OK) })
        {
            var found = await browser.SendAsync(await browser.GetAsync(Page), $"{Page}?handler=Find", ("Mail", mail));
            Assert.Contains("Helen Moss", found.Html, StringComparison.Ordinal);
            var refused = await browser.SendAsync(found, $"{Page}?handler={does}", ("person", helen.Id.ToString()), ("Reason", ""));
            Assert.Equal([("Reason", "Say why, in a few words without names")], refused.Mistakes);
            Assert.Equal(
                Page,
                (await browser.SendAsync(refused, $"{Page}?handler={does}", ("person", helen.Id.ToString()), ("Reason", "checked"))).Header(
                    "Location"
                )
            );
            await app.UntilAsync(async () => await MeAsync(await app.ClientAsync(helen.Id)) == then);
        }
    }

    private async Task<(TestPerson Ada, TestPerson Helen)> PeopleAsync() =>
        (
            await app.PersonAsync(
                "Ada Quill",
                await app.OrganisationAsync("The marketplace", OrganisationKind.Platform),
                Roles.Administrator
            ),
            await app.PersonAsync(
                "Helen Moss",
                await app.OrganisationAsync("Icknield Vale Hospitals", OrganisationKind.Buyer),
                Roles.Evaluator,
                Roles.OrganisationAdministrator
            )
        );

    private static async Task<HttpStatusCode> MeAsync(HttpClient http)
    {
        using var answer = await http.GetAsync(new Uri("/api/v1/me", UriKind.Relative));
        return answer.StatusCode;
    }
}
