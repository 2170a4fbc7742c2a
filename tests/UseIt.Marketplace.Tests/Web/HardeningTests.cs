using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Antiforgery;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Tokens;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Web;
using UseIt.Testing;

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
    public async Task in_production_every_cookie_is_bound_to_the_host_and_every_answer_wants_https()
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
        node.MapGet("/seen", (HttpContext http) => ReadYourWrite.Remember(Encrypted(http), 7)).AllowedTo(AllowedTo.Anyone);
        node.MapGet("/breaks", (HttpContext http) => Results.Text(Encrypted(http).Items.Single(i => i.Key is int).ToString()))
            .AllowedTo(AllowedTo.Anyone);
        await node.StartAsync();
        using var http = new HttpClient { BaseAddress = new Uri(node.Urls.First()) };
        foreach (var (path, status) in new[] { ("/seen", HttpStatusCode.OK), ("/breaks", HttpStatusCode.InternalServerError) })
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(status, answer.StatusCode);
            Assert.Equal(["max-age=31536000; includeSubDomains"], answer.Headers.GetValues("Strict-Transport-Security"));
            if (answer.Headers.TryGetValues("Set-Cookie", out var set))
                Assert.All(set, cookie => Assert.Matches("^__Host-useit-seen=.*; path=/; secure; samesite=lax; httponly$", cookie));
        }

        foreach (var path in new[] { "/gallery", "/demo/letters", "/metrics" })
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }

        CookieBuilder[] cookies =
        [
            node.Services.GetRequiredService<IOptionsMonitor<CookieAuthenticationOptions>>().Get(AccountsModule.Cookie).Cookie,
            node.Services.GetRequiredService<IOptions<AntiforgeryOptions>>().Value.Cookie,
            node.Services.GetRequiredService<IOptions<CookieTempDataProviderOptions>>().Value.Cookie,
        ];
        Assert.All(
            cookies,
            cookie =>
            {
                Assert.StartsWith("__Host-", cookie.Name, StringComparison.Ordinal);
                Assert.Equal((CookieSecurePolicy.Always, true), (cookie.SecurePolicy, cookie.HttpOnly));
                Assert.Null(cookie.Domain);
                Assert.True(cookie.SameSite is SameSiteMode.Lax or SameSiteMode.Strict);
            }
        );

        static HttpContext Encrypted(HttpContext http)
        {
            http.Request.Scheme = "https";
            return http;
        }
    }

    [Theory]
    [InlineData("Content-Length: 5\r\nContent-Length: 6")]
    [InlineData("Content-Length : 5")]
    [InlineData("Transfer-Encoding: chunked, identity")]
    [InlineData("Transfer-Encoding: xchunked")]
    public async Task what_two_servers_could_take_for_different_requests_is_refused(string header)
    {
        using var socket = new TcpClient();
        await socket.ConnectAsync(app.Address.Host, app.Address.Port);
        using var patience = Patience.Begin();
        var stream = socket.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes($"POST /api/v1/organisations HTTP/1.1\r\nHost: localhost\r\n{header}\r\n\r\n0\r\n\r\n"),
            patience.Token
        );
        using var answer = new StreamReader(stream);
        Assert.Matches("^HTTP/1.1 (400|501) ", await answer.ReadLineAsync(patience.Token));
    }

    [Fact]
    public void every_line_of_the_log_says_when_it_was_in_one_time_zone()
    {
        foreach (
            var lines in new ConsoleFormatterOptions[]
            {
                app.Services.GetRequiredService<IOptionsMonitor<SimpleConsoleFormatterOptions>>().CurrentValue,
                app.Services.GetRequiredService<IOptionsMonitor<JsonConsoleFormatterOptions>>().CurrentValue,
            }
        )
        {
            Assert.True(lines.UseUtcTimestamp);
            Assert.Equal(
                "2026-11-30T21:05:09.042Z",
                new DateTime(2026, 11, 30, 21, 5, 9, 42, DateTimeKind.Utc)
                    .ToString(lines.TimestampFormat, System.Globalization.CultureInfo.InvariantCulture)
                    .TrimEnd()
            );
        }
    }

    [Theory]
    [InlineData("deploy/nginx.conf")]
    [InlineData("docs/running.md")]
    public void the_proxy_is_told_to_speak_no_old_tls_and_to_keep_no_answer(string file)
    {
        var text = File.ReadAllText(Path.Combine(Checkout.Folder, file));
        Assert.Contains("\nssl_protocols TLSv1.2 TLSv1.3;\n", text, StringComparison.Ordinal);
        var ciphers = Regex.Match(text, "\nssl_ciphers (.*);\n").Groups[1].Value.Split(':');
        Assert.All(ciphers, c => Assert.Matches("^ECDHE-(ECDSA|RSA)-AES(128|256)-GCM-SHA(256|384)$", c));
        foreach (
            var line in new[]
            {
                "proxy_max_temp_file_size 0;",
                "proxy_set_header X-Forwarded-For $remote_addr;",
                "/metrics { return 404; }",
            }
        )
            Assert.Contains(line, text, StringComparison.Ordinal);
        Assert.DoesNotContain("listen 80", text, StringComparison.Ordinal);
    }

    [Fact]
    public void no_password_is_written_into_what_is_deployed()
    {
        foreach (
            var file in Directory
                .EnumerateFiles(Path.Combine(Checkout.Folder, "deploy"))
                .Append(Path.Combine(Checkout.Folder, "docker-compose.yml"))
        )
            Assert.DoesNotMatch("(?i)password(=|: | ')[^$ ]", File.ReadAllText(file));
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
