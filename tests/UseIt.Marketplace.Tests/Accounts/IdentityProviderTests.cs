using System.Net;
using System.Net.Http.Headers;
using System.Security.Claims;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Accounts;

public sealed class IdentityProviderTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>, IAsyncLifetime
{
    private readonly Provider provider = new();
    private WebApplication? node;
    private Guid grounds;

    private Uri Address => new(node!.Urls.First());

    public async Task InitializeAsync()
    {
        await provider.StartAsync();
        node = MarketplaceHost.Build(
            app.Settings with
            {
                Works = false,
                BuiltInIssuer = false,
                IdentityProvider = new IdentityProvider(provider.Authority, Provider.Client, Provider.Secret, "urn:marketplace:api"),
            },
            [],
            "http://127.0.0.1:0"
        );
        await node.StartAsync();
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
        await browser.GetAsync(await provider.AuthoriseAsync(away, mail));
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
    [InlineData(Fault.OtherAudience, "failed")]
    [InlineData(Fault.OtherKey, "failed")]
    [InlineData(Fault.Expired, "failed")]
    public async Task nobody_else_gets_in(Fault fault, string problem)
    {
        var mail = await MemberAsync();
        provider.Fault = fault;
        using var browser = new Browsing(Address);
        Assert.Equal($"/sign-in?problem={problem}", await SignInAsync(browser, mail, "/"));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/account")).Status);
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
        var callback = await provider.AuthoriseAsync((await mine.GetAsync("/sign-in/provider")).Header("Location")!, mail);
        Assert.Equal("/sign-in?problem=failed", (await theirs.GetAsync(callback)).Header("Location"));
    }

    [Fact]
    public async Task programs_use_the_providers_tokens_and_no_others()
    {
        var mail = await MemberAsync();
        Assert.Equal(HttpStatusCode.OK, await MeAsync(provider.Token("urn:marketplace:api", mail)));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(provider.Token(Provider.Client, mail)));
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(provider.Token("urn:marketplace:api", "nobody@example.org")));
        using var own = await app.ClientAsync(Guid.CreateVersion7());
        Assert.Equal(HttpStatusCode.Unauthorized, await MeAsync(own.DefaultRequestHeaders.Authorization!.Parameter!));

        async Task<HttpStatusCode> MeAsync(string token)
        {
            using var http = new HttpClient
            {
                BaseAddress = Address,
                DefaultRequestHeaders = { Authorization = new AuthenticationHeaderValue("Bearer", token) },
            };
            using var response = await http.GetAsync("/api/v1/me");
            return response.StatusCode;
        }
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
        return (await browser.GetAsync(await provider.AuthoriseAsync(away.Header("Location")!, mail))).Header("Location")!;
    }

    public enum Fault
    {
        None,
        UnknownMail,
        UnverifiedMail,
        OtherNonce,
        OtherAudience,
        OtherKey,
        Expired,
    }

    /// <summary>An OpenID Connect provider that holds its clients to PKCE and their secret.</summary>
    private sealed class Provider : IAsyncDisposable
    {
        public const string Client = "marketplace";
        public const string Secret = "a secret of the test";

        private readonly ECDsaSecurityKey key = new(ECDsa.Create(ECCurve.NamedCurves.nistP256)) { KeyId = "1" };
        private readonly Dictionary<string, (string Challenge, string Nonce, string Mail, string Redirect)> codes = [];
        private WebApplication? web;

        public Fault Fault { get; set; }

        /// <summary>How long ago the person typed a password, where the provider says it.</summary>
        public TimeSpan? ProvenAgo { get; set; }

        public string Authority => web!.Urls.First();

        public async Task StartAsync()
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Logging.ClearProviders();
            web = builder.Build();
            web.Urls.Add("http://127.0.0.1:0");
            web.MapGet(
                "/.well-known/openid-configuration",
                () =>
                    Results.Json(
                        new Dictionary<string, object>
                        {
                            ["issuer"] = Authority,
                            ["authorization_endpoint"] = $"{Authority}/authorise",
                            ["token_endpoint"] = $"{Authority}/token",
                            ["jwks_uri"] = $"{Authority}/keys",
                        }
                    )
            );
            web.MapGet(
                "/keys",
                () =>
                {
                    var point = key.ECDsa.ExportParameters(false).Q;
                    return Results.Json(
                        new
                        {
                            keys = new[]
                            {
                                new
                                {
                                    kty = "EC",
                                    crv = "P-256",
                                    use = "sig",
                                    kid = key.KeyId,
                                    x = Base64UrlEncoder.Encode(point.X),
                                    y = Base64UrlEncoder.Encode(point.Y),
                                },
                            },
                        }
                    );
                }
            );
            web.MapPost("/token", TokenAsync);
            await web.StartAsync();
        }

        public async ValueTask DisposeAsync() => await web!.DisposeAsync();

        /// <summary>The person agrees; where the browser is sent back to.</summary>
        public Task<string> AuthoriseAsync(string request, string mail)
        {
            Assert.StartsWith($"{Authority}/authorise?", request, StringComparison.Ordinal);
            var query = QueryHelpers.ParseQuery(new Uri(request).Query);
            Assert.Equal(
                ("code", Client, "S256"),
                ((string?)query["response_type"], (string?)query["client_id"], (string?)query["code_challenge_method"])
            );
            Assert.Equal("openid email", query["scope"]);
            var code = Guid.NewGuid().ToString("N");
            codes[code] = (query["code_challenge"]!, query["nonce"]!, mail, query["redirect_uri"]!);
            return Task.FromResult(
                QueryHelpers.AddQueryString(
                    new Uri(query["redirect_uri"]!).PathAndQuery,
                    new Dictionary<string, string?> { ["code"] = code, ["state"] = query["state"] }
                )
            );
        }

        public string Token(string audience, string mail) => Sign(audience, mail, "none", key, DateTime.UtcNow);

        private async Task<IResult> TokenAsync(HttpRequest request)
        {
            var form = await request.ReadFormAsync();
            if (
                !codes.Remove(form["code"].ToString(), out var code)
                || form["client_secret"] != Secret
                || form["redirect_uri"] != code.Redirect
                || Base64UrlEncoder.Encode(SHA256.HashData(Encoding.ASCII.GetBytes(form["code_verifier"].ToString()))) != code.Challenge
            )
                return Results.Json(new { error = "invalid_grant" }, statusCode: 400);
            using var other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var token = Sign(
                Fault == Fault.OtherAudience ? "another" : Client,
                Fault == Fault.UnknownMail ? "nobody@example.org" : code.Mail,
                Fault == Fault.OtherNonce ? "another" : code.Nonce,
                Fault == Fault.OtherKey ? new ECDsaSecurityKey(other) { KeyId = key.KeyId } : key,
                Fault == Fault.Expired ? DateTime.UtcNow.AddHours(-2) : DateTime.UtcNow
            );
            return Results.Json(
                new
                {
                    access_token = "opaque",
                    token_type = "Bearer",
                    expires_in = 300,
                    id_token = token,
                }
            );
        }

        private string Sign(string audience, string mail, string nonce, SecurityKey with, DateTime now) =>
            new JsonWebTokenHandler { SetDefaultTimesOnTokenCreation = false }.CreateToken(
                new SecurityTokenDescriptor
                {
                    Issuer = Authority,
                    Audience = audience,
                    IssuedAt = now,
                    NotBefore = now,
                    Expires = now.AddMinutes(5),
                    Subject = new ClaimsIdentity([
                        new Claim("sub", "1"),
                        new Claim("email", mail),
                        new Claim("email_verified", Fault == Fault.UnverifiedMail ? "false" : "true", ClaimValueTypes.Boolean),
                        new Claim("nonce", nonce),
                        .. ProvenAgo is { } ago
                            ?
                            [
                                new Claim(
                                    "auth_time",
                                    EpochTime.GetIntDate(DateTime.UtcNow - ago).ToString(System.Globalization.CultureInfo.InvariantCulture),
                                    ClaimValueTypes.Integer64
                                ),
                            ]
                            : Array.Empty<Claim>(),
                    ]),
                    SigningCredentials = new SigningCredentials(with, SecurityAlgorithms.EcdsaSha256)
                    {
                        CryptoProviderFactory = new CryptoProviderFactory { CacheSignatureProviders = false },
                    },
                }
            );
    }
}
