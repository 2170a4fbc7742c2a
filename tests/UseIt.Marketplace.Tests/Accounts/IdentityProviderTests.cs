using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Accounts;

public sealed class IdentityProviderTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>, IAsyncLifetime
{
    private const string Failed = "/sign-in?problem=failed";

    private readonly Provider provider = new();
    private readonly Overheard log = new();
    private WebApplication? node;
    private Guid grounds;

    private Uri Address => new(node!.Urls.First());

    public async Task InitializeAsync()
    {
        await provider.StartAsync();
        node = Node(embedded: true);
        await node.StartAsync();
        node.Services.GetRequiredService<ILoggerFactory>().AddProvider(log);
        grounds = await app.OrganisationAsync("Ladywood Grounds CIC", OrganisationKind.Enterprise);
    }

    public async Task DisposeAsync()
    {
        await node!.DisposeAsync();
        await provider.DisposeAsync();
    }

    [Fact]
    public async Task a_person_signs_in_by_the_verified_mail_address()
    {
        var mail = await MemberAsync();
        using var browser = new Browsing(Address);
        Assert.Equal("/line", await SignInAsync(browser, mail, "/line"));
        Assert.Contains(mail, (await browser.GetAsync("/account")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task asked_again_the_provider_must_ask_the_person_and_says_when_it_was()
    {
        var mail = await MemberAsync();
        using var browser = new Browsing(Address);
        await SignInAsync(browser, mail, "/");
        Assert.Null(await ProvenAsync(mail));

        provider.ProvenAgo = TimeSpan.FromMinutes(2);
        var away = (await browser.GetAsync("/sign-in/provider?again=true&returnUrl=%2Fline")).Header("Location")!;
        Assert.Equal(
            ("login", "300"),
            (
                QueryHelpers.ParseQuery(new Uri(away).Query)["prompt"].ToString(),
                QueryHelpers.ParseQuery(new Uri(away).Query)["max_age"].ToString()
            )
        );
        await browser.GetAsync(provider.Authorise(away, mail));
        Assert.InRange((await ProvenAsync(mail))!.Value, TimeSpan.FromMinutes(2) - TimeSpan.FromSeconds(2), TimeSpan.FromMinutes(3));
    }

    [Fact]
    public async Task signing_out_everywhere_ends_the_session_of_every_browser()
    {
        var mail = await MemberAsync();
        using var phone = new Browsing(Address);
        using var desk = new Browsing(Address);
        await SignInAsync(phone, mail, "/");
        await SignInAsync(desk, mail, "/");
        Assert.Equal(HttpStatusCode.OK, (await phone.GetAsync("/account")).Status);
        await desk.SendAsync(await desk.GetAsync("/account"), "/account?handler=Everywhere");
        Assert.Equal(HttpStatusCode.Redirect, (await phone.GetAsync("/account")).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await desk.GetAsync("/account")).Status);
    }

    [Theory]
    [InlineData(Fault.UnknownMail, "unknown")]
    [InlineData(Fault.UnverifiedMail, "unknown")]
    [InlineData(Fault.OtherNonce, "failed")]
    [InlineData(Fault.NoNonce, "failed")]
    [InlineData(Fault.OtherAudience, "failed")]
    [InlineData(Fault.OtherIssuer, "failed")]
    [InlineData(Fault.OtherKey, "failed")]
    [InlineData(Fault.Expired, "failed")]
    [InlineData(Fault.Unsigned, "failed")]
    [InlineData(Fault.SignatureCutOff, "failed")]
    [InlineData(Fault.SharedSecret, "failed")]
    [InlineData(Fault.NoIdToken, "failed")]
    [InlineData(Fault.NoCode, "failed")]
    public async Task nobody_else_gets_in(Fault fault, string problem)
    {
        var mail = await MemberAsync();
        provider.Fault = fault;
        using var browser = new Browsing(Address);
        Assert.Equal($"/sign-in?problem={problem}", await SignInAsync(browser, mail, "/"));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
        AssertNothingPrivateLogged();
        Assert.Contains(
            problem == "unknown" ? "nobody is registered here" : "Nothing was changed",
            (await browser.GetAsync($"/sign-in?problem={problem}")).Html,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task a_code_brought_by_another_browser_is_not_taken()
    {
        var mail = await MemberAsync();
        using var mine = new Browsing(Address);
        using var theirs = new Browsing(Address);
        var callback = provider.Authorise((await mine.GetAsync("/sign-in/provider")).Header("Location")!, mail);
        Assert.Equal("/sign-in?problem=failed", (await theirs.GetAsync(callback)).Header("Location"));
    }

    [Fact]
    public async Task programs_use_the_providers_tokens_and_no_others()
    {
        var mail = await MemberAsync();
        Assert.Equal(HttpStatusCode.OK, await MeAsync(provider.Token("urn:marketplace:api", mail)));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(provider.Token(Provider.Client, mail)));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(provider.IdToken("urn:marketplace:api", mail)));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(provider.Token("urn:marketplace:api", "nobody@example.org")));
        using var own = await app.ClientAsync(Guid.CreateVersion7());
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(own.DefaultRequestHeaders.Authorization!.Parameter!));
    }

    [Fact]
    public async Task a_token_that_the_provider_gave_for_reading_changes_nothing()
    {
        var mail = await MemberAsync();
        foreach (var (scope, status) in new[] { ("marketplace:read", HttpStatusCode.Forbidden), ("openid", HttpStatusCode.Created) })
        {
            provider.Scope = scope;
            var token = provider.Token("urn:marketplace:api", mail);
            provider.Scope = null;
            Assert.Equal(HttpStatusCode.OK, await MeAsync(token));
            using var http = new HttpClient { BaseAddress = Address };
            http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var announced = await http.SendCommandAsync(
                HttpMethod.Post,
                "/api/v1/documents",
                new
                {
                    title = "A",
                    mediaType = "application/pdf",
                    size = 1,
                    classification = "Restricted",
                }
            );
            Assert.Equal(status, announced.StatusCode);
        }
    }

    [Fact]
    public async Task a_token_of_an_earlier_sign_in_is_not_taken_again()
    {
        var mail = await MemberAsync();
        using var browser = new Browsing(Address);
        Assert.Equal("/line", await SignInAsync(browser, mail, "/line"));
        provider.Fault = Fault.OldToken;
        Assert.Equal(Failed, await SignInAsync(browser, mail, "/line"));
    }

    [Fact]
    public async Task a_callback_leads_in_once()
    {
        var mail = await MemberAsync();
        using var browser = new Browsing(Address);
        var callback = provider.Authorise((await browser.GetAsync("/sign-in/provider?returnUrl=%2Fline")).Header("Location")!, mail);
        Assert.Equal("/line", (await browser.GetAsync(callback)).Header("Location"));
        Assert.Equal(Failed, (await browser.GetAsync(callback)).Header("Location"));
        Assert.Empty(provider.Refused);
    }

    [Theory]
    [InlineData("")]
    [InlineData("?code=1")]
    [InlineData("?code=1&state=invented")]
    [InlineData("?error=access_denied&error_description=words")]
    public async Task a_callback_nobody_asked_for_leads_nowhere(string query)
    {
        using var browser = new Browsing(Address);
        await browser.GetAsync("/sign-in/provider");
        Assert.Equal(Failed, (await browser.GetAsync($"/sign-in/callback{query}")).Header("Location"));
    }

    [Fact]
    public async Task a_code_of_another_journey_does_not_fit_the_verifier()
    {
        var mail = await MemberAsync();
        using var mine = new Browsing(Address);
        using var theirs = new Browsing(Address);
        var callback = provider.Authorise((await mine.GetAsync("/sign-in/provider")).Header("Location")!, mail);
        var foreign = provider.Authorise((await theirs.GetAsync("/sign-in/provider")).Header("Location")!, mail);
        var (state, code) = (Of(callback, "state"), Of(foreign, "code"));
        Assert.Equal(
            Failed,
            (await mine.GetAsync($"/sign-in/callback?code={code}&state={Uri.EscapeDataString(state)}")).Header("Location")
        );
        Assert.Equal(["verifier"], provider.Refused);
        AssertNothingPrivateLogged();

        static string Of(string address, string name) =>
            QueryHelpers.ParseQuery(address[address.IndexOf('?', StringComparison.Ordinal)..])[name]!;
    }

    [Theory]
    [InlineData(null, null)]
    [InlineData(3600, 3600)]
    [InlineData(-3600, null)]
    public async Task a_provider_that_did_not_ask_again_proves_nothing_fresh(int? saidAgo, int? proven)
    {
        var mail = await MemberAsync();
        provider.ProvenAgo = saidAgo is { } ago ? TimeSpan.FromSeconds(ago) : null;
        using var browser = new Browsing(Address);
        var away = (await browser.GetAsync("/sign-in/provider?again=true")).Header("Location")!;
        await browser.GetAsync(provider.Authorise(away, mail));
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync("/account")).Status);
        var since = await ProvenAsync(mail);
        if (proven is { } seconds)
            Assert.True(since >= TimeSpan.FromSeconds(seconds - 1));
        else
            Assert.Null(since);
    }

    [Fact]
    public async Task metadata_that_gives_the_provider_another_name_is_not_believed()
    {
        var mail = await MemberAsync();
        provider.Name = "https://elsewhere.example.org";
        using var browser = new Browsing(Address);
        Assert.Equal(Failed, await SignInAsync(browser, mail, "/line"));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(provider.Token("urn:marketplace:api", mail)));
        provider.Name = null;
        Assert.Equal("/line", await SignInAsync(browser, mail, "/line"));
    }

    [Fact]
    public async Task nobody_is_followed_from_the_address_of_the_provider_to_another()
    {
        var mail = await MemberAsync();
        using var browser = new Browsing(Address);
        provider.Moved = true;
        Assert.Equal(Failed, (await browser.GetAsync("/sign-in/provider")).Header("Location"));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(provider.Token("urn:marketplace:api", mail)));
        provider.Moved = false;
        var callback = provider.Authorise((await browser.GetAsync("/sign-in/provider")).Header("Location")!, mail);
        provider.Moved = true;
        Assert.Equal(Failed, (await browser.GetAsync(callback)).Header("Location"));
    }

    [Theory]
    [InlineData("cross-site", false)]
    [InlineData("same-site", false)]
    [InlineData("same-origin", true)]
    [InlineData("none", true)]
    public async Task another_site_does_not_begin_a_sign_in(string from, bool begins)
    {
        using var http = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false }) { BaseAddress = Address };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in/provider?returnUrl=%2Fline");
        request.Headers.Add("Sec-Fetch-Site", from);
        using var answer = await http.SendAsync(request);
        Assert.Equal(begins, answer.Headers.Location!.ToString().StartsWith(provider.Authority, StringComparison.Ordinal));
        if (!begins)
            Assert.Equal("/sign-in?returnUrl=%2Fline", answer.Headers.Location.ToString());
    }

    [Fact]
    public async Task a_new_key_of_the_provider_is_fetched_when_it_is_first_seen()
    {
        var mail = await MemberAsync();
        using var browser = new Browsing(Address);
        Assert.Equal("/line", await SignInAsync(browser, mail, "/line"));
        Assert.Equal(HttpStatusCode.OK, await MeAsync(provider.Token("urn:marketplace:api", mail)));
        provider.TakeNewKey();
        Assert.Equal("/line", await SignInAsync(browser, mail, "/line"));
        Assert.Equal(HttpStatusCode.OK, await MeAsync(provider.Token("urn:marketplace:api", mail)));
    }

    [Fact]
    public async Task while_the_provider_is_down_the_page_says_so_and_afterwards_people_get_in()
    {
        var mail = await MemberAsync();
        using var browser = new Browsing(Address);
        provider.Down = true;
        Assert.Equal(Failed, (await browser.GetAsync("/sign-in/provider")).Header("Location"));
        Assert.Contains("Nothing was changed", (await browser.GetAsync(Failed)).Html, StringComparison.Ordinal);
        provider.Down = false;
        var callback = provider.Authorise((await browser.GetAsync("/sign-in/provider")).Header("Location")!, mail);
        provider.Down = true;
        Assert.Equal(Failed, (await browser.GetAsync(callback)).Header("Location"));
        provider.Down = false;
        Assert.Equal("/line", await SignInAsync(browser, mail, "/line"));
        Assert.Equal(2, log.Lines.Count(line => line.Contains("identity provider", StringComparison.Ordinal)));
        AssertNothingPrivateLogged();
    }

    [Fact]
    public async Task in_a_real_installation_no_other_host_can_plant_the_cookies_of_a_sign_in()
    {
        await using var real = Node(embedded: false);
        await real.StartAsync();
        using var browser = new Browsing(new Uri(real.Urls.First()));
        var cookies = (await browser.GetAsync("/sign-in/provider")).Response.Headers.GetValues("Set-Cookie").ToArray();
        Assert.Equal(2, cookies.Length);
        Assert.All(
            cookies,
            cookie =>
            {
                Assert.StartsWith("__Host-", cookie, StringComparison.Ordinal);
                var attributes = cookie.Split("; ")[1..];
                Assert.Superset(
                    new HashSet<string> { "path=/", "secure", "samesite=lax", "httponly" },
                    new HashSet<string>(attributes, StringComparer.OrdinalIgnoreCase)
                );
                Assert.DoesNotContain(attributes, a => a.StartsWith("domain", StringComparison.OrdinalIgnoreCase));
            }
        );
    }

    [Theory]
    [InlineData("/signin-oidc")]
    [InlineData("/signout-oidc")]
    [InlineData("/signout-callback-oidc")]
    public async Task the_frameworks_own_addresses_are_not_there(string path)
    {
        using var browser = new Browsing(Address);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData(Fault.Unsigned)]
    [InlineData(Fault.SignatureCutOff)]
    [InlineData(Fault.SharedSecret)]
    [InlineData(Fault.OtherKey)]
    [InlineData(Fault.OtherIssuer)]
    [InlineData(Fault.UnverifiedMail)]
    [InlineData(Fault.Expired)]
    public async Task a_program_with_a_token_that_is_not_right_is_nobody(Fault fault)
    {
        var mail = await MemberAsync();
        provider.Fault = fault;
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(provider.Token("urn:marketplace:api", mail)));
        provider.Fault = Fault.None;
        Assert.Equal(HttpStatusCode.OK, await MeAsync(provider.Token("urn:marketplace:api", mail)));
    }

    [Fact]
    public async Task a_person_is_who_the_provider_calls_so_whatever_address_it_has_given_to_whom()
    {
        var mail = await MemberAsync();
        provider.Subject = "Amina";
        using (var browser = new Browsing(Address))
            Assert.Equal("/account", await SignInAsync(browser, mail, "/account"));
        Assert.Equal(HttpStatusCode.OK, await MeAsync(provider.Token("urn:marketplace:api", mail)));
        // She has another address there now, and is still herself.
        using (var browser = new Browsing(Address))
            Assert.Equal("/account", await SignInAsync(browser, $"new.{mail}", "/account"));

        // Her old address is somebody else's; a subject differs by case alone.
        provider.Subject = "amina";
        using (var browser = new Browsing(Address))
        {
            var turnedAway = await SignInAsync(browser, mail, "/account");
            Assert.Equal("/sign-in?problem=other-account", turnedAway);
            Assert.Contains("sign in with the account you used first", (await browser.GetAsync(turnedAway)).Html, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
        }
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(provider.Token("urn:marketplace:api", mail)));

        // Let go by an administrator, the address leads to her once more, and the old account to nobody.
        var person = (await app.Services.GetRequiredService<People>().ByMailAsync(mail))!.Value;
        await app.DoAsync(new ReleaseIdentity(person, "a new account at the provider"));
        using (var browser = new Browsing(Address))
            Assert.Equal("/account", await SignInAsync(browser, mail, "/account"));
        provider.Subject = "Amina";
        using (var browser = new Browsing(Address))
            Assert.Equal("/sign-in?problem=other-account", await SignInAsync(browser, mail, "/account"));
        provider.Subject = null;
    }

    private WebApplication Node(bool embedded) =>
        MarketplaceHost.Build(
            app.Settings with
            {
                Works = false,
                Embedded = embedded,
                BuiltInIssuer = false,
                IdentityProvider = new IdentityProvider(provider.Authority, Provider.Client, Provider.Secret, "urn:marketplace:api"),
            },
            [],
            "http://127.0.0.1:0"
        );

    private void AssertNothingPrivateLogged() =>
        Assert.DoesNotContain(log.Lines, line => provider.Private.Exists(secret => line.Contains(secret, StringComparison.Ordinal)));

    private async Task<HttpStatusCode> MeAsync(string token)
    {
        using var http = new HttpClient
        {
            BaseAddress = Address,
            DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
        };
        using var response = await http.GetAsync("/api/v1/me");
        return response.StatusCode;
    }

    private async Task<TimeSpan?> ProvenAsync(string mail)
    {
        await using var read = app.Database.CreateCommand(
            "select clock_timestamp() - stepped_up from accounts.session where person = $1 order by created desc limit 1"
        );
        read.Parameters.Add(new Npgsql.NpgsqlParameter<Guid> { TypedValue = Guid.ParseExact(mail.Split('.')[1].Split('@')[0], "N") });
        return await read.ExecuteScalarAsync() as TimeSpan?;
    }

    private async Task<string> MemberAsync()
    {
        var person = Guid.CreateVersion7();
        var mail = $"amina.{person:N}@example.org";
        await app.DoAsync(new RegisterPerson(person, "Amina Yusuf", mail));
        await app.DoAsync(new GrantMembership(grounds, person, [Roles.Member]));
        return mail;
    }

    /// <summary>Follows the journey as a browser does; where it leads in the end.</summary>
    private async Task<string> SignInAsync(Browsing browser, string mail, string wanted)
    {
        var away = await browser.GetAsync($"/sign-in/provider?returnUrl={Uri.EscapeDataString(wanted)}");
        return (await browser.GetAsync(provider.Authorise(away.Header("Location")!, mail))).Header("Location")!;
    }
}
