using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Web;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Accounts;

public sealed class SecurityEventsTests(ServedApp app) : IClassFixture<ServedApp>, IAsyncLifetime
{
    private readonly Overheard heard = new();
    private IReadOnlyDictionary<string, long> before = new Dictionary<string, long>();

    public async Task InitializeAsync()
    {
        app.Services.GetRequiredService<ILoggerFactory>().AddProvider(heard);
        before = await NumbersAsync();
    }

    public Task DisposeAsync() => Task.CompletedTask;

    private async Task<IReadOnlyDictionary<string, long>> NumbersAsync() =>
        (await app.Services.GetRequiredService<SecurityEvents>().NumbersAsync(1, CancellationToken.None)).ToDictionary(
            n => n.Kind,
            n => n.Times
        );

    private async Task<long> MoreAsync(SecurityEvent kind) =>
        (await NumbersAsync()).GetValueOrDefault(kind.ToString()) - before.GetValueOrDefault(kind.ToString());

    [Fact]
    public async Task who_comes_in_and_who_is_turned_away_is_counted_and_said_without_anything_personal()
    {
        var organisation = await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise);
        var person = await app.PersonAsync("Amina Yusuf", organisation, Roles.Member);
        using var browser = new Browsing(app);
        await browser.SendAsync(await browser.GetAsync("/sign-in/link"), "/sign-in/link", ("Key", "guessed-key"));
        var key = await app.Services.GetRequiredService<SignInLinks>().MakeAsync(person.Id);
        await browser.SendAsync(await browser.GetAsync("/sign-in/link"), "/sign-in/link", ("Key", key));
        var stranger = await app.ClientAsync();
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "x.y.z");
        (await stranger.GetAsync(new Uri("/api/v1/me", UriKind.Relative))).Dispose();
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/sign-out", [])).Status);
        await person.Http.RefusedWithAsync("/api/v1/organisations", new { unknown = "Amina" }, HttpStatusCode.BadRequest);
        await browser.SendAsync(await browser.GetAsync("/sign-out"), "/sign-out");
        (await person.Http.GetAsync(new Uri($"/api/v1/bids/{Guid.NewGuid()}/parts", UriKind.Relative))).Dispose();
        await person.Http.RefusedWithAsync("/api/v1/people", new { name = "A", mail = "a@example.org" }, HttpStatusCode.Forbidden);

        foreach (
            var kind in new[]
            {
                SecurityEvent.SignInFailed,
                SecurityEvent.SignedIn,
                SecurityEvent.SignedOut,
                SecurityEvent.TokenRefused,
                SecurityEvent.Malformed,
                SecurityEvent.Denied,
                SecurityEvent.NotFound,
            }
        )
        {
            Assert.True(await MoreAsync(kind) > 0, $"{kind} was not counted");
            Assert.Contains(heard.Lines, line => line.Contains($"Security event {kind} ", StringComparison.Ordinal));
        }
        Assert.Contains(heard.Lines, line => line.Contains($"SignedIn (link) at sign-in/link by {person.Id}", StringComparison.Ordinal));
        Assert.Contains(heard.Lines, line => line.Contains($"Malformed (-) at sign-out by {person.Id}", StringComparison.Ordinal));
        Assert.DoesNotContain(
            heard.Lines,
            line => line.Contains("guessed-key", StringComparison.Ordinal) || line.Contains(key, StringComparison.Ordinal)
        );
        Assert.DoesNotContain(
            heard.Lines,
            line => line.Contains("Amina", StringComparison.Ordinal) || line.Contains("127.0.0.1", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task an_administrator_sees_the_numbers_and_nobody_else_does()
    {
        var platform = await app.OrganisationAsync("Platform", OrganisationKind.Platform);
        var administrator = await app.PersonAsync("Ada Quill", platform, Roles.Administrator);
        using var browser = await Browsing.AsAsync(app, administrator);
        await (await app.ClientAsync(administrator.Id)).GetAsync(new Uri($"/api/v1/organisations/{Guid.NewGuid()}", UriKind.Relative));
        var page = await browser.GetAsync("/operations/security");
        Assert.Equal("Security events", page.Heading);
        Assert.Contains("Token refused", page.Html, StringComparison.Ordinal);
        Assert.NotEmpty((await administrator.Http.ReadAsync("/api/v1/operations/security-events"))["items"]!.AsArray());

        var other = await app.PersonAsync("Bea", await app.OrganisationAsync("Training", OrganisationKind.Enterprise), Roles.Member);
        using var others = await Browsing.AsAsync(app, other);
        Assert.Equal(HttpStatusCode.NotFound, (await others.GetAsync("/operations/security")).Status);
    }

    [Fact]
    public async Task however_many_there_are_the_log_is_not_filled()
    {
        var stranger = await app.ClientAsync();
        stranger.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "x.y.z");
        for (var n = 0; n < 400; n++)
            (await stranger.GetAsync(new Uri("/api/v1/me", UriKind.Relative))).Dispose();

        Assert.True(await MoreAsync(SecurityEvent.TokenRefused) >= 400);
        Assert.True(heard.Lines.Count(line => line.Contains("TokenRefused", StringComparison.Ordinal)) < 300);
    }

    [Fact]
    public async Task what_a_caller_does_wrong_leaves_no_error_and_no_place_where_it_was_thrown()
    {
        string[] wrong =
        [
            "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000\r\nConnection: close\r\n\r\na=",
            "POST /api/v1/organisations HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\nzz\r\n",
            "POST /sign-in/link HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nContent-Type: multipart/form-data; boundary=B\r\nContent-Length: 40\r\nConnection: close\r\n\r\n--B\r\nContent-Disposition: form-data; nam",
            "GET /sign-in/link HTTP/1.1\r\nHost: localhost\r\nCookie: use-it-form=rubbish; useit=rubbish\r\nConnection: close\r\n\r\n",
            $"POST /sign-in/link HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: {2 << 20}\r\nConnection: close\r\n\r\n",
        ];
        foreach (var request in wrong)
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync(app.Address.Host, app.Address.Port);
            using var patience = Patience.Begin();
            try
            {
                var stream = socket.GetStream();
                await stream.WriteAsync(Encoding.ASCII.GetBytes(request), patience.Token);
                socket.Client.Shutdown(SocketShutdown.Send);
                using var answer = new StreamReader(stream);
                await answer.ReadToEndAsync(patience.Token);
            }
            catch (Exception e) when (e is SocketException or IOException { InnerException: SocketException })
            {
                // Who hears enough closes before all is said, and the line is reset: at any of these steps.
            }
        }
        Assert.DoesNotContain(heard.Errors, _ => true);
        Assert.DoesNotContain(heard.Lines, line => line.Contains("   at ", StringComparison.Ordinal));
    }
}
