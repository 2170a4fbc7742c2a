using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpsPolicy;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tests.Web;

/// <summary>What an attacker tried in vain, or with success once.</summary>
public sealed class HardeningTests(ServedApp app) : IClassFixture<ServedApp>
{
    private async Task<HttpResponseMessage> AskAsync(HttpMethod method, string path, string? host = null, string? token = null)
    {
        using var http = new HttpClient { BaseAddress = app.Address };
        using var request = new HttpRequestMessage(method, path);
        if (host is not null)
            request.Headers.Host = host;
        if (token is not null)
            request.Headers.Authorization = new("Bearer", token);
        return await http.SendAsync(request);
    }

    [Fact]
    public async Task nobody_is_answered_under_another_name_than_the_sites()
    {
        foreach (var path in new[] { "/", "/ocds/v1/releases", "/api/v1/opportunities" })
        {
            using var other = await AskAsync(HttpMethod.Get, path, "evil.example");
            Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
        }
    }

    [Fact]
    public async Task open_data_bears_the_address_of_the_site_whatever_the_caller_calls_it()
    {
        using var answer = await AskAsync(HttpMethod.Get, "/ocds/v1/releases", "localhost");
        var package = JsonNode.Parse(await answer.Content.ReadAsStringAsync())!;
        Assert.StartsWith(app.Settings.Address + "/ocds/", package["uri"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.StartsWith(app.Settings.Address + "/ocds/", package["links"]!["next"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task trace_is_refused()
    {
        using var answer = await AskAsync(HttpMethod.Trace, "/");
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task a_token_that_wants_more_understood_or_is_of_another_kind_is_refused()
    {
        var person = Guid.CreateVersion7();
        var key = await app.Services.GetRequiredService<Tokens>().KeyAsync();
        string Token(string header)
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            var said =
                $"{Base64UrlEncoder.Encode(header)}.{Base64UrlEncoder.Encode($$"""{"sub":"{{person}}","iss":"{{Tokens.Issuer}}","aud":"{{Tokens.Audience}}","nbf":{{now - 5}},"exp":{{now + 600}}}""")}";
            return $"{said}.{Base64UrlEncoder.Encode(key.ECDsa.SignData(Encoding.ASCII.GetBytes(said), HashAlgorithmName.SHA256))}";
        }
        async Task<HttpStatusCode> StatusAsync(string more)
        {
            using var answer = await AskAsync(
                HttpMethod.Get,
                "/api/v1/me",
                token: Token($$"""{"alg":"ES256","kid":"{{key.KeyId}}"{{more}}}""")
            );
            return answer.StatusCode;
        }

        foreach (var taken in new[] { "", ",\"typ\":\"JWT\"", ",\"typ\":\"at+jwt\"" })
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(taken));
        foreach (
            var refused in new[] { ",\"crit\":[\"exp\"],\"exp\":1", ",\"crit\":[]", ",\"typ\":\"dpop+jwt\"", ",\"typ\":\"secevent+jwt\"" }
        )
            Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(refused));
    }

    [Fact]
    public async Task in_production_every_cookie_is_bound_to_the_host_and_every_name_below_is_https()
    {
        await using var node = MarketplaceHost.Build(
            app.Settings with
            {
                Embedded = false,
                Works = false,
                BuiltInIssuer = true,
                Address = "https://marketplace.example.org",
            },
            [],
            "http://127.0.0.1:0"
        );
        node.MapGet("/seen", (Microsoft.AspNetCore.Http.HttpContext http) => ReadYourWrite.Remember(http, 7)).AllowedTo(AllowedTo.Anyone);
        await node.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(node.Urls.First()) };
        using var request = new HttpRequestMessage(HttpMethod.Get, "/seen");
        request.Headers.Add("X-Forwarded-Proto", "https");
        using var answer = await http.SendAsync(request);
        var cookie = Assert.Single(answer.Headers.GetValues("Set-Cookie"));
        Assert.StartsWith("__Host-useit-seen=", cookie, StringComparison.Ordinal);
        Assert.Contains("secure", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.True(node.Services.GetRequiredService<IOptions<HstsOptions>>().Value.IncludeSubDomains);
    }

    [Fact]
    public async Task a_disk_without_room_makes_the_health_say_so()
    {
        var person = await app.PersonAsync("Bea", await app.OrganisationAsync("Training", OrganisationKind.Enterprise), Roles.Member);
        await app.SqlAsync(
            """
            create function files.no_room() returns trigger language plpgsql as
            $$ begin raise exception 'no room' using errcode = 'disk_full'; end $$;
            create trigger no_room before insert on files.upload for each row execute function files.no_room();
            """
        );
        await person.Http.RefusedWithAsync(
            "/api/v1/documents",
            new
            {
                title = "A",
                mediaType = "text/plain",
                size = 1,
                classification = "Open",
            },
            HttpStatusCode.ServiceUnavailable
        );
        await app.SqlAsync("drop trigger no_room on files.upload; drop function files.no_room()");
        var health = await person.Http.ReadAsync("/health");
        Assert.Equal(("degraded", "full"), (health["status"]!.GetValue<string>(), health["storage"]!.GetValue<string>()));
    }

    [Fact]
    public async Task a_bid_that_is_not_begun_leaves_no_key()
    {
        var enterprise = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var before = await app.AskAsync<long>("select count(*) from bids.team_key");
        await enterprise.Http.RefusedAsync(
            "/api/v1/bids",
            new { tenderId = Guid.NewGuid(), lots = new[] { Guid.NewGuid() } },
            "tender-takes-no-bids"
        );
        Assert.Equal(before, await app.AskAsync<long>("select count(*) from bids.team_key"));
    }

    [Fact]
    public async Task a_bid_whose_key_is_gone_is_gone_and_no_error()
    {
        var tender = await app.PublishedAsync();
        var enterprise = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var bid = BidSteps.Id(
            await enterprise.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } })
        );
        var question = tender.Of(tender.GroundsLot, UseIt.Marketplace.Tenders.RequirementKind.Question);
        var part = $"/api/v1/bids/{bid}/parts/{question.RequirementId}";
        using (await enterprise.Http.SendCommandAsync(HttpMethod.Put, part, new { answer = new { text = "So" } })) { }
        await app.SqlAsync($"select secrets.destroy_key('{bid}', 'a test')");

        using var read = await enterprise.Http.GetAsync(new Uri($"/api/v1/bids/{bid}/parts", UriKind.Relative));
        Assert.Equal(HttpStatusCode.Gone, read.StatusCode);
        using var saved = await enterprise.Http.SendCommandAsync(HttpMethod.Put, part, new { answer = new { text = "So and so" } });
        Assert.Equal(HttpStatusCode.Gone, saved.StatusCode);
        using var browser = await Browsing.AsAsync(app, enterprise.Manager);
        var page = await browser.GetAsync($"/bids/{bid}/parts/{question.RequirementId}");
        Assert.Equal((HttpStatusCode.Gone, "This has been erased"), (page.Status, page.Heading));
    }
}
