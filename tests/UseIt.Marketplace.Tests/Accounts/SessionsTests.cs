using System.Net;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Accounts;

public sealed class SessionsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private async Task<TestPerson> SomebodyAsync() =>
        await app.PersonAsync("Amina Yusuf", await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise), Roles.Member);

    private Task AgeAsync(TestPerson person, string column, string by) =>
        app.SqlAsync($"update accounts.session set {column} = {column} - interval '{by}' where person = $1", person.Id);

    [Theory]
    [InlineData("seen", "29 minutes", HttpStatusCode.OK)]
    [InlineData("seen", "31 minutes", HttpStatusCode.Redirect)]
    [InlineData("created", "11 hours 59 minutes", HttpStatusCode.OK)]
    [InlineData("created", "12 hours 1 minute", HttpStatusCode.Redirect)]
    public async Task it_ends_after_half_an_hour_of_nothing_and_after_twelve_hours_of_anything(
        string column,
        string by,
        HttpStatusCode status
    )
    {
        var person = await SomebodyAsync();
        using var browser = await Browsing.AsAsync(app, person);
        await AgeAsync(person, column, by);
        Assert.Equal(status, (await browser.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task choosing_for_whom_one_acts_makes_another_session_that_is_as_old()
    {
        var person = await SomebodyAsync();
        var second = await app.OrganisationAsync("Training", OrganisationKind.Enterprise);
        await app.DoAsync(new GrantMembership(second, person.Id, [Roles.Member]));
        using var browser = await Browsing.AsAsync(app, person, TimeSpan.FromMinutes(2));
        var before = await IdAsync(person);
        await AgeAsync(person, "created", "11 hours");
        var page = await browser.GetAsync("/account");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SendAsync(page, "/account", ("Organisation", $"{second}"))).Status);
        Assert.Equal(
            (second, true, true),
            (
                await app.AskAsync<Guid>($"select organisation from accounts.session where person = '{person.Id}'"),
                await app.AskAsync<bool>(
                    $"select clock_timestamp() - created > '11 hours' from accounts.session where person = '{person.Id}'"
                ),
                await app.AskAsync<bool>(
                    $"select clock_timestamp() - stepped_up between '2 minutes' and '5 minutes' from accounts.session where person = '{person.Id}'"
                )
            )
        );
        Assert.NotEqual(before, await IdAsync(person));
        await AgeAsync(person, "created", "1 hour");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task each_is_listed_for_its_person_and_ended_by_itself_or_with_the_others()
    {
        var (person, stranger) = (await SomebodyAsync(), await SomebodyAsync());
        using var here = await Browsing.AsAsync(app, person);
        using var there = await Browsing.AsAsync(app, person);
        using var elsewhere = await Browsing.AsAsync(app, person);
        using var idle = await Browsing.AsAsync(app, person);
        using var theirs = await Browsing.AsAsync(app, stranger);
        var handles = await HandlesAsync(person);
        await app.SqlAsync("update accounts.session set seen = seen - interval '31 minutes' where handle = $1", handles[3]);
        await app.SqlAsync("update accounts.session set browser = 'Firefox on Windows' where handle = $1", handles[1]);

        var page = await here.GetAsync("/account");
        Assert.Contains("A browser (this one)", page.Html, StringComparison.Ordinal);
        Assert.Contains("Firefox on Windows", page.Html, StringComparison.Ordinal);
        Assert.Contains("Began ", page.Html, StringComparison.Ordinal);
        // Its own has no end here, one that has ended is not told, and no id stands on the page.
        Assert.Equal([false, true, true, false], handles.Select(h => page.Html.Contains($"{h}", StringComparison.Ordinal)));
        foreach (var id in await IdsAsync(person))
            Assert.DoesNotContain($"{id}", page.Html, StringComparison.Ordinal);

        // Somebody else's cannot be ended, by whatever name.
        await theirs.SendAsync(await theirs.GetAsync("/account"), "/account?handler=EndSession", ("session", $"{handles[1]}"));
        Assert.Equal(HttpStatusCode.OK, (await there.GetAsync("/account")).Status);
        foreach (var id in await IdsAsync(person))
            await EndAsync(here, page, id);
        Assert.Equal(4, (await IdsAsync(person)).Count);

        await EndAsync(here, page, handles[1]);
        Assert.Equal(HttpStatusCode.Redirect, (await there.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.OK, (await elsewhere.GetAsync("/account")).Status);
        var others = await here.SendAsync(await here.GetAsync("/account"), "/account?handler=EndOthers");
        Assert.Equal("/account", others.Header("Location"));
        Assert.Equal(HttpStatusCode.Redirect, (await elsewhere.GetAsync("/account")).Status);
        var left = await here.GetAsync("/account");
        Assert.Equal(HttpStatusCode.OK, left.Status);
        Assert.DoesNotContain("End all the others", left.Html, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await theirs.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task ending_the_others_leads_on_to_no_other_site()
    {
        var person = await SomebodyAsync();
        using var browser = await Browsing.AsAsync(app, person);
        var page = await browser.GetAsync("/account/second-factor");
        foreach (
            var (next, to) in new[] { ("/messages", "/messages"), ("https://evil.example/", "/account"), ("//evil.example", "/account") }
        )
        {
            var fields = new[] { ("next", next), ("__RequestVerificationToken", TokenOn(await browser.GetAsync("/account"))) };
            var sent = await browser.PostAsync("/account?handler=EndOthers", fields.Select(f => KeyValuePair.Create(f.Item1, f.Item2)));
            Assert.Equal(to, sent.Header("Location"));
        }
        Assert.DoesNotContain("You are signed in elsewhere too", page.Html, StringComparison.Ordinal);
        using var other = await Browsing.AsAsync(app, person);
        Assert.Contains(
            "You are signed in elsewhere too",
            (await browser.GetAsync("/account/second-factor")).Html,
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox on Windows")]
    [InlineData(
        "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36 Edg/131.0",
        "Edge on Windows"
    )]
    [InlineData(
        "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.1 Safari/604.1",
        "Safari on an iPhone"
    )]
    [InlineData(
        "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile Safari/537.36",
        "Chrome on Android"
    )]
    [InlineData("<script>alert(1)</script>", "A browser")]
    [InlineData(null, "A browser")]
    public void a_browser_is_called_what_people_call_it_and_never_what_it_sends(string? sent, string called) =>
        Assert.Equal(called, SessionPlace.BrowserOf(sent));

    private static async Task EndAsync(Browsing browser, Seen page, Guid handle)
    {
        KeyValuePair<string, string>[] fields = [new("session", $"{handle}"), new("__RequestVerificationToken", TokenOn(page))];
        Assert.Equal("/account#sessions", (await browser.PostAsync("/account?handler=EndSession", fields)).Header("Location"));
    }

    private static string TokenOn(Seen page) =>
        System
            .Text.RegularExpressions.Regex.Match(page.Html, "name=\"__RequestVerificationToken\" type=\"hidden\" value=\"([^\"]*)\"")
            .Groups[1]
            .Value;

    private Task<Guid[]> HandlesAsync(TestPerson person) =>
        app.AskAsync<Guid[]>($"select array_agg(handle order by created) from accounts.session where person = '{person.Id}'");

    private async Task<IReadOnlyList<Guid>> IdsAsync(TestPerson person) =>
        await app.AskAsync<Guid[]>($"select array_agg(id) from accounts.session where person = '{person.Id}'");

    [Fact]
    public async Task signing_in_again_ends_the_session_before()
    {
        var person = await SomebodyAsync();
        using var browser = await Browsing.AsAsync(app, person);
        var before = await IdAsync(person);
        var key = await app.Services.GetRequiredService<SignInLinks>().MakeAsync(person.Id);
        await browser.SendAsync(await browser.GetAsync("/sign-in/link"), "/sign-in/link", ("Key", key));
        Assert.Equal(1, await app.AskAsync<long>($"select count(*) from accounts.session where person = '{person.Id}'"));
        Assert.NotEqual(before, await IdAsync(person));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task signing_out_ends_it_on_the_server_and_leaves_nothing_in_the_browser()
    {
        var person = await SomebodyAsync();
        using var browser = await Browsing.AsAsync(app, person);
        var away = await browser.SendAsync(await browser.GetAsync("/sign-out"), "/sign-out");
        Assert.Equal("\"cache\", \"storage\"", away.Header("Clear-Site-Data"));
        Assert.Equal(0, await app.AskAsync<long>($"select count(*) from accounts.session where person = '{person.Id}'"));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
    }

    [Fact]
    public async Task its_id_is_random_from_end_to_end()
    {
        var ids = new List<Guid>();
        for (var n = 0; n < 20; n++)
        {
            var person = await SomebodyAsync();
            using var browser = await Browsing.AsAsync(app, person);
            ids.Add(await IdAsync(person));
        }
        // Six bits of a UUID of version 4 are always the same.
        Assert.Contains(ids, id => id.Version != 4);
        Assert.Contains(ids, id => id.Variant is < 8 or > 11);
    }

    [Fact]
    public void cookies_and_forms_are_protected_by_authenticated_encryption() =>
        Assert.Equal(
            EncryptionAlgorithm.AES_256_GCM,
            Assert
                .IsType<AuthenticatedEncryptorConfiguration>(
                    app.Services.GetRequiredService<IOptions<KeyManagementOptions>>().Value.AuthenticatedEncryptorConfiguration
                )
                .EncryptionAlgorithm
        );

    private Task<Guid> IdAsync(TestPerson person) => app.AskAsync<Guid>($"select id from accounts.session where person = '{person.Id}'");
}
