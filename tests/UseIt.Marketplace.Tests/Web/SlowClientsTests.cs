using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Web;

/// <summary>Whoever sends slowly, in great numbers, holds up nobody: neither pages nor the database.</summary>
public sealed class SlowClientsTests(ServedApp app) : IClassFixture<ServedApp>
{
    private const int Heads = 150;
    private const int Bodies = 100;
    private const int Uploads = 30;

    [Fact]
    public async Task slow_heads_bodies_and_uploads_leave_pages_served_and_the_database_free_and_are_ended()
    {
        var person = await app.PersonAsync("Sam Slow", await app.OrganisationAsync("Slow CIC", OrganisationKind.Enterprise), Roles.Member);
        var announced = new List<Guid>();
        for (var n = 0; n < Uploads; n++)
            announced.Add(
                BidSteps.Id(
                    await person.Http.DoAsync(
                        "/api/v1/documents",
                        new
                        {
                            title = "Slow",
                            mediaType = "application/pdf",
                            size = 10_000_000,
                            classification = "Restricted",
                        }
                    )
                )
            );
        using var patience = Patience.Begin();
        var sockets = new List<TcpClient>();
        try
        {
            for (var n = 0; n < Heads; n++)
                sockets.Add(await BeginAsync("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ", patience.Token));
            for (var n = 0; n < Bodies; n++)
                sockets.Add(
                    await BeginAsync(
                        "POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 1000000\r\n\r\na=",
                        patience.Token
                    )
                );
            foreach (var document in announced)
                sockets.Add(
                    await BeginAsync(
                        $"PATCH /api/v1/documents/{document}/bytes HTTP/1.1\r\nHost: localhost\r\n"
                            + $"Authorization: {person.Http.DefaultRequestHeaders.Authorization}\r\nUpload-Offset: 0\r\n"
                            + "Content-Type: application/octet-stream\r\nContent-Length: 10000000\r\n\r\n%PDF-",
                        patience.Token
                    )
                );
            using var anonymous = await app.ClientAsync();
            for (var n = 0; n < 20; n++)
            {
                using var page = await anonymous.GetAsync(new Uri("/opportunities", UriKind.Relative), patience.Token);
                Assert.Equal(HttpStatusCode.OK, page.StatusCode);
                await person.Http.ReadAsync("/api/v1/me");
                // Who waits for a client's bytes holds nothing meanwhile.
                Assert.Equal(
                    0L,
                    await app.AskAsync<long>(
                        "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%' and query like '%files.%'"
                    )
                );
            }
            // The server ends each of them by itself: a slow head, a slow body and a slow upload.
            foreach (var socket in new[] { sockets[0], sockets[Heads], sockets[^1] })
                Assert.True(await EndedAsync(socket, patience.Token));
        }
        finally
        {
            foreach (var socket in sockets)
                socket.Dispose();
        }
        await person.Http.ReadAsync("/api/v1/me");
    }

    private async Task<TcpClient> BeginAsync(string beginning, CancellationToken cancel)
    {
        var socket = new TcpClient();
        await socket.ConnectAsync(app.Address.Host, app.Address.Port, cancel);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(beginning), cancel);
        return socket;
    }

    // With a word about it or without.
    private static async Task<bool> EndedAsync(TcpClient socket, CancellationToken cancel)
    {
        var buffer = new byte[4096];
        var first = true;
        try
        {
            while (await socket.GetStream().ReadAsync(buffer, cancel) is var read and > 0)
            {
                if (first)
                    Assert.Matches(
                        "^HTTP/1.1 (204|4[0-9][0-9]) ",
                        Encoding.ASCII.GetString(buffer, 0, read).ToString(CultureInfo.InvariantCulture)
                    );
                first = false;
            }
            return true;
        }
        catch (IOException)
        {
            return true;
        }
    }
}
