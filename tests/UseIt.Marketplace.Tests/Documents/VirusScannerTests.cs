using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Documents;

/// <summary>With a scanner that a test starts and stops.</summary>
public sealed class ScannedApp : MarketplaceApp
{
    internal string Path { get; } = System.IO.Path.Combine(TestFolders.Scratch(), "clamd");

    protected override ScannerSettings? Scanner => new(null, 0, Path, Waits: false);
}

/// <summary>Where files wait for the scanner.</summary>
public sealed class WaitingApp : MarketplaceApp
{
    internal string Path { get; } = System.IO.Path.Combine(TestFolders.Scratch(), "clamd");

    protected override ScannerSettings? Scanner => new(null, 0, Path, Waits: true);
}

public sealed class VirusScannerTests(ScannedApp app, WaitingApp waiting) : IClassFixture<ScannedApp>, IClassFixture<WaitingApp>
{
    private static readonly byte[] Sound = Encoding.ASCII.GetBytes("%PDF-1.4 nothing but words");
    private static readonly byte[] Infected = Encoding.ASCII.GetBytes($"%PDF-1.4 {Clamd.Virus}");

    [Fact]
    public async Task a_file_that_is_infected_is_refused_and_a_sound_one_is_looked_at_once()
    {
        await using var clamd = Clamd.OnSocket(app.Path);
        var person = await SomebodyAsync(app);
        var bad = await AnnounceAsync(person, Infected);
        await person.Http.RefusedAsync($"/api/v1/documents/{bad}/store", new { }, "document-infected");
        await NothingAsync(person.Http, bad);
        var good = await StoreAsync(person, Sound);
        Assert.Equal(2, clamd.Asked);
        foreach (var _ in new[] { 1, 2 })
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(person.Http, good));
        Assert.Equal(2, clamd.Asked);
        Assert.Equal(ScanResult.Clean, Assert.Single(await app.FactsAsync<DocumentScanned>(good)).Result);
    }

    [Fact]
    public async Task while_the_scanner_is_away_no_file_is_taken_and_the_upload_goes_on_when_it_is_back()
    {
        var person = await SomebodyAsync(app);
        var id = await AnnounceAsync(person, Sound);
        await person.Http.RefusedAsync($"/api/v1/documents/{id}/store", new { }, "document-not-scanned");
        Assert.Empty(await app.FactsAsync<DocumentStored>(id));
        await using var clamd = Clamd.OnSocket(app.Path);
        clamd.Most = 5;
        await person.Http.RefusedAsync($"/api/v1/documents/{id}/store", new { }, "document-not-scanned");
        clamd.Most = 1000;
        await person.Http.DoAsync($"/api/v1/documents/{id}/store", new { });
    }

    [Fact]
    public async Task where_files_may_wait_they_are_stored_and_go_out_once_they_were_looked_at()
    {
        var person = await SomebodyAsync(waiting);
        var (good, bad) = (await StoreAsync(person, Sound), await StoreAsync(person, Infected));
        foreach (var id in new[] { good, bad })
            Assert.Equal(HttpStatusCode.ServiceUnavailable, await StatusAsync(person.Http, id));
        await NothingAsync((await SomebodyAsync(waiting)).Http, bad);
        await using var clamd = Clamd.OnSocket(waiting.Path);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(person.Http, good));
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(person.Http, bad));
        // To whom it was not there it is not there now either.
        await NothingAsync((await SomebodyAsync(waiting)).Http, bad);
    }

    [Fact]
    public async Task a_bids_file_is_sent_to_nobody_before_the_opening_and_looked_at_before_anybody_reads_it()
    {
        await using var clamd = Clamd.OnSocket(app.Path);
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Infected CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        var before = clamd.Asked;
        var file = BidSteps.Id(
            await bidder.Http.DoAsync(
                $"/api/v1/bids/{bid}/files",
                new
                {
                    tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId,
                    title = "Method.pdf",
                    mediaType = "application/pdf",
                    size = Infected.Length,
                }
            )
        );
        using (await SendAsync(bidder.Http, $"/api/v1/bids/{bid}/files/{file}/bytes", Infected)) { }
        await bidder.Http.DoAsync($"/api/v1/bids/{bid}/files/{file}", new { });
        await bidder.SubmitAsync(bid);
        await app.ClosedAsync(tender);
        Assert.Equal(before, clamd.Asked);
        await tender.RequestOpeningAsync();
        // The bid stands, and is opened, whatever is in its file.
        await app.UntilFactAsync<BidOpened>(bid);
        await app.UntilFactAsync<DocumentStored>(file);
        Assert.Equal(HttpStatusCode.Forbidden, await StatusAsync(bidder.Http, file));
        Assert.Equal(before + 1, clamd.Asked);
        Assert.Equal(ScanResult.Infected, Assert.Single(await app.FactsAsync<DocumentScanned>(file)).Result);
    }

    [Fact]
    public async Task it_is_spoken_to_over_tcp_too_and_one_that_says_nothing_is_not_waited_for()
    {
        await using var clamd = Clamd.OnTcp();
        var settings = app.Settings with { Scanner = new ScannerSettings("127.0.0.1", clamd.Port, null, Waits: false) };
        var scanner = new VirusScanner(settings, NullLogger<VirusScanner>.Instance);
        Assert.Equal(ScanResult.Clean, await scanner.ScanAsync(Pieces(Sound, new byte[3 << 20]), CancellationToken.None));
        Assert.Equal(ScanResult.Infected, await scanner.ScanAsync(Pieces(new byte[3 << 20], Infected), CancellationToken.None));
        clamd.Most = 1 << 20;
        Assert.Equal(ScanResult.NotScanned, await scanner.ScanAsync(Pieces(new byte[1 << 20], new byte[8 << 20]), CancellationToken.None));
        clamd.Silent = true;
        var impatient = settings with { Scanner = settings.Scanner with { Patience = TimeSpan.FromMilliseconds(200) } };
        Assert.Equal(
            ScanResult.NotScanned,
            await new VirusScanner(impatient, NullLogger<VirusScanner>.Instance).ScanAsync(Pieces(Sound), CancellationToken.None)
        );
    }

    [Theory]
    [InlineData("/run/clamav/clamd.ctl", null, 0, "/run/clamav/clamd.ctl")]
    [InlineData("scanner:4000", "scanner", 4000, null)]
    [InlineData("127.0.0.1", "127.0.0.1", 3310, null)]
    public void its_address_is_a_machine_or_a_socket(string address, string? host, int port, string? socket) =>
        Assert.Equal(
            new ScannerSettings(host, port, socket, false),
            ScannerSetting.Read(name => name == "Scanner__Address" ? address : null)
        );

    [Theory]
    [InlineData("scanner:0", null)]
    [InlineData("not a machine", null)]
    [InlineData("scanner", "later")]
    [InlineData(null, "wait")]
    public void what_cannot_work_is_said_at_the_start(string? address, string? whenAway) =>
        Assert.Throws<CommandException>(() =>
            ScannerSetting.Read(name =>
                name == "Scanner__Address" ? address
                : name == "Scanner__WhenAway" ? whenAway
                : null
            )
        );

    private static async Task<TestPerson> SomebodyAsync(MarketplaceApp app) =>
        await app.PersonAsync("Amina Yusuf", await app.OrganisationAsync("Grounds", OrganisationKind.Enterprise), Roles.BidManager);

    private static async Task<Guid> AnnounceAsync(TestPerson person, byte[] bytes)
    {
        var id = BidSteps.Id(
            await person.Http.DoAsync(
                "/api/v1/documents",
                new
                {
                    title = "File",
                    mediaType = "application/pdf",
                    size = bytes.Length,
                    classification = "Restricted",
                }
            )
        );
        using (await SendAsync(person.Http, $"/api/v1/documents/{id}/bytes", bytes)) { }
        return id;
    }

    private static async Task<Guid> StoreAsync(TestPerson person, byte[] bytes)
    {
        var id = await AnnounceAsync(person, bytes);
        await person.Http.DoAsync($"/api/v1/documents/{id}/store", new { });
        return id;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string path, byte[] bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("Upload-Offset", 0.ToString(CultureInfo.InvariantCulture));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return await http.SendAsync(request);
    }

    private static async Task<HttpStatusCode> StatusAsync(HttpClient http, Guid document)
    {
        using var got = await http.GetAsync(new Uri($"/api/v1/documents/{document}", UriKind.Relative));
        return got.StatusCode;
    }

    private static async Task NothingAsync(HttpClient http, Guid document) =>
        Assert.Equal(HttpStatusCode.NotFound, await StatusAsync(http, document));

    private static async IAsyncEnumerable<byte[]> Pieces(params byte[][] pieces)
    {
        await Task.CompletedTask;
        foreach (var piece in pieces)
            yield return piece;
    }
}
