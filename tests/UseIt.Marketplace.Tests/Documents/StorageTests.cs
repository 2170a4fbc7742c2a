using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Documents;

/// <summary>Where an organisation may keep three mebibytes.</summary>
public sealed class SmallApp : MarketplaceApp
{
    protected override long Quota => 3 << 20;
}

public sealed class StorageTests(SmallApp app) : IClassFixture<SmallApp>, IAsyncLifetime
{
    private const int MiB = 1 << 20;

    public Task InitializeAsync() => app.SqlAsync("select events.set_clock_offset(interval '0')");

    public Task DisposeAsync() => app.SqlAsync("select events.set_clock_offset(interval '0')");

    private static Task<HttpResponseMessage> AnnounceAsync(HttpClient http, long size) =>
        http.SendCommandAsync(
            HttpMethod.Post,
            "/api/v1/documents",
            new
            {
                title = "A file",
                mediaType = "text/plain",
                size,
                classification = "Restricted",
            }
        );

    private static async Task<long> LeftAsync(HttpResponseMessage refused)
    {
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        var error = JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["errors"]![0]!;
        Assert.Equal(("storage-full", "size"), (error["code"]!.GetValue<string>(), error["field"]!.GetValue<string>()));
        return error["arguments"]!["left"]!.GetValue<long>();
    }

    [Fact]
    public async Task what_is_announced_and_what_is_stored_is_counted_and_the_refusal_says_what_is_left()
    {
        var person = await app.PersonAsync(
            "Bea Manager",
            await app.OrganisationAsync("Training", OrganisationKind.Enterprise),
            Roles.Member
        );
        using var first = await AnnounceAsync(person.Http, MiB);
        var id = JsonNode.Parse(await first.Content.ReadAsStringAsync())!["id"]!.GetValue<Guid>();
        await person.Http.DoAsync("/api/v1/documents", Body(MiB));

        using (var refused = await AnnounceAsync(person.Http, 2 * MiB))
            Assert.Equal(MiB, await LeftAsync(refused));

        using var bytes = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/documents/{id}/bytes")
        {
            Content = new ByteArrayContent(Encoding.ASCII.GetBytes(new string('a', MiB))),
        };
        bytes.Headers.Add("Upload-Offset", "0");
        (await person.Http.SendAsync(bytes)).Dispose();
        await person.Http.DoAsync($"/api/v1/documents/{id}/store", new { });
        using (var refused = await AnnounceAsync(person.Http, 2 * MiB))
            Assert.Equal(MiB, await LeftAsync(refused));

        // A day later nothing refers to the one and nobody has sent the other: there is room again.
        await app.ClockForwardAsync(TimeSpan.FromHours(25));
        await app.UntilAsync(async () => await app.AskAsync<long>("select count(*) from views.stored_size_1") == 0);
        using (var refused = await AnnounceAsync(person.Http, 3 * MiB))
            Assert.Equal(2 * MiB, await LeftAsync(refused));
    }

    [Fact]
    public async Task many_at_once_do_not_get_past_what_is_left()
    {
        var person = await app.PersonAsync(
            "Bea Manager",
            await app.OrganisationAsync("Training", OrganisationKind.Enterprise),
            Roles.Member
        );
        // They wait for one another so long that what is known of the settings is old by then, and more wait than there are connections.
        await using var before = new NpgsqlConnection(app.Settings.ConnectionString);
        await before.OpenAsync();
        await using var transaction = await before.BeginTransactionAsync();
        await using var hold = new NpgsqlCommand("select pg_advisory_xact_lock(hashtextextended($1::text, 11))", before);
        hold.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = person.Organisation });
        await hold.ExecuteNonQueryAsync();
        var all = Enumerable.Range(0, 30).Select(_ => AnnounceAsync(person.Http, MiB)).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(2.5));
        await transaction.CommitAsync();
        var said = await Task.WhenAll(all).WaitAsync(Patience.Long / 3);
        Assert.Equal(3, said.Count(s => s.StatusCode == HttpStatusCode.Created));
    }

    [Fact]
    public async Task a_bid_begun_is_refused_no_file_in_the_last_hour()
    {
        var tender = await app.PublishedAsync();
        var enterprise = await app.EnterpriseAsync("Ladywood Grounds CIC");
        var bid = BidSteps.Id(
            await enterprise.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } })
        );
        await enterprise.Http.DoAsync("/api/v1/documents", Body(3 * MiB));
        var question = tender.Of(tender.GroundsLot, RequirementKind.Question);
        var file = new
        {
            question.RequirementId,
            title = "Method",
            mediaType = "application/pdf",
            size = 5,
        };
        using (var refused = await enterprise.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/bids/{bid}/files", file))
            Assert.Equal(0, await LeftAsync(refused));

        await app.ClockToAsync(tender.Deadline.AddMinutes(-59));
        var id = BidSteps.Id(await enterprise.Http.DoAsync($"/api/v1/bids/{bid}/files", file));
        using var bytes = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/bids/{bid}/files/{id}/bytes")
        {
            Content = new ByteArrayContent("%PDF-"u8.ToArray()),
        };
        bytes.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        bytes.Headers.Add("Upload-Offset", "0");
        using (var sent = await enterprise.Http.SendAsync(bytes))
            Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
        await enterprise.Http.DoAsync($"/api/v1/bids/{bid}/files/{id}", new { });
    }

    private static object Body(long size) =>
        new
        {
            title = "A file",
            mediaType = "text/plain",
            size,
            classification = "Restricted",
        };
}
