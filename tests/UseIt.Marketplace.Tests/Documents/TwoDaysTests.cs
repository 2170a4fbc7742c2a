using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Documents;

/// <summary>Two days go by on the store's clock, and a sweep runs every few hours of them.</summary>
public sealed class TwoDaysTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly byte[] Specification = Encoding.ASCII.GetBytes("%PDF-1.4 the specification");
    private static readonly byte[] Method = Encoding.ASCII.GetBytes("%PDF-1.4 the method".PadRight(1_300_000, 'm'));

    [Fact]
    public async Task what_is_stored_and_what_is_in_a_bid_stays_and_what_nobody_stored_goes()
    {
        var tender = await app.DraftAsync();
        var buyer = tender.Buyer.Author.Http;
        var attached = await StoreAsync(buyer, Specification);
        await buyer.DoAsync($"/api/v1/tenders/{tender.Id}/documents", new { documentId = attached, title = "Specification" });
        await tender.Buyer.Approver.Http.DoAsync($"/api/v1/tenders/{tender.Id}/publication", new { });
        var (loose, unfinished) = (await StoreAsync(buyer, Specification), await AnnounceAsync(buyer, Specification));
        using (await SendAsync(buyer, $"/api/v1/documents/{unfinished}/bytes", Specification)) { }

        var (writing, submitted) = (await app.EnterpriseAsync("Still writing CIC"), await app.EnterpriseAsync("Submitted CIC"));
        var (begun, sent) = (
            await writing.WrittenBidAsync(tender, tender.GroundsLot),
            await submitted.WrittenBidAsync(tender, tender.GroundsLot)
        );
        var drafted = await AttachAsync(writing.Http, begun, tender);
        var sealedFile = await AttachAsync(submitted.Http, sent, tender);
        await submitted.SubmitAsync(sent);
        var halfway = await BeginAsync(writing.Http, begun, tender);
        using (await SendAsync(writing.Http, $"/api/v1/bids/{begun}/files/{halfway}/bytes", Method.AsMemory(0, 1000))) { }

        await TwoDaysAsync();
        // A bid's own unfinished uploads go when its next file is announced.
        await BeginAsync(writing.Http, begun, tender);

        Assert.Equal(Specification, await BytesAsync(buyer, $"/api/v1/documents/{attached}"));
        Assert.Equal(Method, await BytesAsync(writing.Http, $"/api/v1/bids/{begun}/files/{drafted}"));
        Assert.Equal(Method, await BytesAsync(submitted.Http, $"/api/v1/bids/{sent}/files/{sealedFile}"));
        foreach (var gone in new[] { loose, unfinished })
            Assert.Equal(
                0L,
                await app.AskAsync<long>(
                    $"select (select count(*) from files.chunk where document = '{gone}') + (select count(*) from files.upload where document = '{gone}')"
                )
            );
        Assert.Equal(
            0L,
            await app.AskAsync<long>(
                $"select (select count(*) from bids.file where file = '{halfway}') + (select count(*) from bids.file_piece where file = '{halfway}')"
            )
        );

        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<DocumentStored>(sealedFile);
        await TwoDaysAsync();
        Assert.Equal(Method, await BytesAsync(submitted.Http, $"/api/v1/documents/{sealedFile}"));
        Assert.Equal(Specification, await BytesAsync(buyer, $"/api/v1/documents/{attached}"));

        using var alarms = new Alarms("useit.documents.refused");
        foreach (var (http, changed) in new[] { (buyer, attached), (submitted.Http, sealedFile) })
        {
            await app.SqlAsync("update files.chunk set bytes = set_byte(bytes, 12, 33) where document = $1 and n = 0", changed);
            using var refused = await http.GetAsync(new Uri($"/api/v1/documents/{changed}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
            Assert.Contains("document-damaged", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        }
        Assert.Equal(2, alarms.Count);
        using var said = new StringWriter();
        Assert.Equal(1, await VerifyLog.RunAsync(app.Services, said));
        foreach (var changed in new[] { attached, sealedFile })
            Assert.Contains($"the bytes of document {changed} are not those that were stored", said.ToString(), StringComparison.Ordinal);
    }

    private async Task TwoDaysAsync()
    {
        for (var hours = 0; hours < 48; hours += 6)
        {
            await app.ClockForwardAsync(TimeSpan.FromHours(6));
            await app.SettledAsync();
            await app.Services.GetRequiredService<Files>().SweepAsync(CancellationToken.None);
        }
        await app.ClockForwardAsync(TimeSpan.FromMinutes(1));
        await app.SettledAsync();
    }

    private static async Task<Guid> AnnounceAsync(HttpClient http, byte[] bytes) =>
        BidSteps.Id(
            await http.DoAsync(
                "/api/v1/documents",
                new
                {
                    title = "Specification",
                    mediaType = "application/pdf",
                    size = bytes.Length,
                    classification = "Open",
                }
            )
        );

    private static async Task<Guid> StoreAsync(HttpClient http, byte[] bytes)
    {
        var id = await AnnounceAsync(http, bytes);
        using (await SendAsync(http, $"/api/v1/documents/{id}/bytes", bytes)) { }
        await http.DoAsync($"/api/v1/documents/{id}/store", new { });
        return id;
    }

    private static async Task<Guid> BeginAsync(HttpClient http, Guid bid, TestTender tender) =>
        BidSteps.Id(
            await http.DoAsync(
                $"/api/v1/bids/{bid}/files",
                new
                {
                    tender.Of(tender.GroundsLot, RequirementKind.Question).RequirementId,
                    title = "Method.pdf",
                    mediaType = "application/pdf",
                    size = Method.Length,
                }
            )
        );

    private static async Task<Guid> AttachAsync(HttpClient http, Guid bid, TestTender tender)
    {
        var file = await BeginAsync(http, bid, tender);
        using (await SendAsync(http, $"/api/v1/bids/{bid}/files/{file}/bytes", Method)) { }
        await http.DoAsync($"/api/v1/bids/{bid}/files/{file}", new { sha256 = Convert.ToHexStringLower(SHA256.HashData(Method)) });
        return file;
    }

    private static async Task<HttpResponseMessage> SendAsync(HttpClient http, string path, ReadOnlyMemory<byte> bytes)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, path) { Content = new ReadOnlyMemoryContent(bytes) };
        request.Headers.Add("Upload-Offset", 0.ToString(CultureInfo.InvariantCulture));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        return await http.SendAsync(request);
    }

    private static async Task<byte[]> BytesAsync(HttpClient http, string path)
    {
        using var got = await http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.True(got.IsSuccessStatusCode, $"GET {path} answered {(int)got.StatusCode}");
        return await got.Content.ReadAsByteArrayAsync();
    }
}
