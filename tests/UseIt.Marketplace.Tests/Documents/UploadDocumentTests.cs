using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Npgsql;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Contracts;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Documents;

public sealed class UploadDocumentTests(ServedApp app) : IClassFixture<ServedApp>
{
    [Fact]
    public async Task twenty_megabytes_cut_twice_and_resumed_arrive_unchanged()
    {
        var amina = await SomebodyAsync("Amina Yusuf");
        var bytes = RandomNumberGenerator.GetBytes(20 << 20);
        "%PDF-1.7"u8.CopyTo(bytes);
        var id = await BeginAsync(amina, "Method statement.pdf", bytes.Length, Classification.Restricted);
        await SendAndBreakAsync(amina, id, bytes, from: 0, to: 7_340_123);
        var second = await SafeOffsetAsync(amina, id);
        await SendAndBreakAsync(amina, id, bytes, second, to: Math.Max(second + 1, 15_000_001));
        for (var offset = await SafeOffsetAsync(amina, id); offset < bytes.Length; offset = await SafeOffsetAsync(amina, id))
        {
            using var rest = await SendAsync(amina, id, bytes.AsMemory((int)offset), offset);
            Assert.Contains(rest.StatusCode, new[] { HttpStatusCode.NoContent, HttpStatusCode.Conflict });
        }
        await amina.Http.DoAsync($"/api/v1/documents/{id}/store", new { sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) });

        using var got = await amina.Http.GetAsync(new Uri($"/api/v1/documents/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, got.StatusCode);
        Assert.Equal("attachment", got.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("Method statement.pdf", got.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await got.Content.ReadAsByteArrayAsync()));
        Assert.Equal(1L, await ScalarAsync("select count(*) from audit.read where kind = 'document' and subject = $1", id));
    }

    [Fact]
    public async Task who_reads_slowly_keeps_nobody_else_from_the_database()
    {
        var amina = await SomebodyAsync("Amina Yusuf");
        var bytes = RandomNumberGenerator.GetBytes(20 << 20);
        "%PDF-1.7"u8.CopyTo(bytes);
        var id = await BeginAsync(amina, "Drawings.pdf", bytes.Length, Classification.Restricted);
        using (await SendAsync(amina, id, bytes, 0)) { }
        await amina.Http.DoAsync($"/api/v1/documents/{id}/store", new { });
        // More of them than there are connections; none is read past what the network takes by itself.
        var slow = new List<HttpResponseMessage>();
        for (var n = 0; n < 2 * new NpgsqlConnectionStringBuilder(app.Settings.ConnectionString).MaxPoolSize; n++)
            slow.Add(
                await amina
                    .Http.GetAsync(new Uri($"/api/v1/documents/{id}", UriKind.Relative), HttpCompletionOption.ResponseHeadersRead)
                    .WaitAsync(Patience.Long / 3)
            );
        Assert.All(slow, s => Assert.Equal(HttpStatusCode.OK, s.StatusCode));
        using var last = slow[^1];
        Assert.Equal(SHA256.HashData(bytes), SHA256.HashData(await last.Content.ReadAsByteArrayAsync().WaitAsync(Patience.Long / 3)));
        slow.ForEach(s => s.Dispose());
    }

    [Theory]
    [InlineData("Method statement.pdf", "application/pdf", "Method statement.pdf")]
    [InlineData("Method statement", "application/pdf", "Method statement.pdf")]
    [InlineData("photo.JPEG", "image/jpeg", "photo.JPEG")]
    [InlineData("prices.hta", "text/plain", "prices.hta.txt")]
    [InlineData("run.bat ", "text/csv", "run.bat .csv")]
    [InlineData("letter.pdf", "text/plain", "letter.pdf.txt")]
    public void whatever_its_title_a_file_goes_out_under_the_ending_of_its_type(string title, string type, string name) =>
        Assert.Equal(name, MediaTypes.NameOf(title, type));

    [Theory]
    [InlineData("text/html")]
    [InlineData("image/svg+xml")]
    [InlineData("application/xhtml+xml")]
    [InlineData("text/markdown")]
    [InlineData("application/x-msdownload")]
    [InlineData("application/vnd.ms-excel.sheet.macroEnabled.12")]
    [InlineData("application/zip")]
    public void what_would_be_carried_out_or_may_hold_anything_is_not_taken(string type) => Assert.False(MediaTypes.IsTaken(type));

    [Fact]
    public async Task an_upload_of_one_type_is_not_handed_out_as_another()
    {
        var amina = await SomebodyAsync("Amina Yusuf");
        var id = await StoreAsync(amina, "prices.hta", "<script>new ActiveXObject('x')</script>", Classification.Restricted);
        using var got = await amina.Http.GetAsync(new Uri($"/api/v1/documents/{id}", UriKind.Relative));
        Assert.Equal("prices.hta.txt", got.Content.Headers.ContentDisposition!.FileNameStar);
    }

    [Fact]
    public async Task a_strangers_document_looks_like_none_at_all()
    {
        var amina = await SomebodyAsync("Amina Yusuf");
        var stranger = await SomebodyAsync("Rival Person");
        var id = await StoreAsync(amina, "note.txt", "private to Ladywood Grounds", Classification.Restricted);
        using var theirs = await stranger.Http.GetAsync(new Uri($"/api/v1/documents/{id}", UriKind.Relative));
        using var nothing = await stranger.Http.GetAsync(new Uri($"/api/v1/documents/{Guid.NewGuid()}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        Assert.Equal(await SaidAsync(nothing), await SaidAsync(theirs));
    }

    [Fact]
    public async Task a_file_that_is_not_what_it_says_is_refused()
    {
        var amina = await SomebodyAsync("Amina Yusuf");
        var text = "MZ not a picture"u8.ToArray();
        var answer = await amina.Http.DoAsync(
            "/api/v1/documents",
            new
            {
                title = "logo.png",
                mediaType = "image/png",
                size = text.Length,
                classification = "Open",
            }
        );
        var id = answer["id"]!.GetValue<Guid>();
        using (await SendAsync(amina, id, text, 0)) { }
        await amina.Http.RefusedAsync($"/api/v1/documents/{id}/store", new { }, "document-type-differs");
    }

    [Fact]
    public async Task a_picture_loses_where_and_with_what_it_was_taken_and_the_answer_says_what_is_kept()
    {
        var amina = await SomebodyAsync("Amina Yusuf");
        foreach (var told in new[] { true, false })
        {
            var (sent, kept) = (Pictures.Jpeg(told), Pictures.Jpeg(told: false));
            var id = (
                await amina.Http.DoAsync(
                    "/api/v1/documents",
                    new
                    {
                        title = "beds.jpg",
                        mediaType = "image/jpeg",
                        size = sent.Length,
                        classification = "Restricted",
                    }
                )
            )["id"]!.GetValue<Guid>();
            using (await SendAsync(amina, id, sent, 0)) { }
            var digest = Convert.ToHexStringLower(SHA256.HashData(sent));
            var answer = (await amina.Http.DoAsync($"/api/v1/documents/{id}/store", new { sha256 = digest }))["answer"]!;
            Assert.Equal(
                (Convert.ToHexStringLower(SHA256.HashData(kept)), kept.Length, told),
                (answer["sha256"]!.GetValue<string>(), answer["size"]!.GetValue<int>(), answer["metadataRemoved"]!.GetValue<bool>())
            );
            Assert.Equal(kept, await amina.Http.GetByteArrayAsync(new Uri($"/api/v1/documents/{id}", UriKind.Relative)));
            // Sent again with the digest of what was sent, or of what is kept, it is stored already.
            await amina.Http.DoAsync($"/api/v1/documents/{id}/store", new { sha256 = digest });
            await amina.Http.DoAsync($"/api/v1/documents/{id}/store", new { sha256 = answer["sha256"]!.GetValue<string>() });
            await amina.Http.RefusedAsync($"/api/v1/documents/{id}/store", new { sha256 = new string('0', 64) }, "document-digest");
        }
    }

    [Fact]
    public async Task what_nothing_refers_to_is_gone_after_a_day_and_the_rest_stays()
    {
        var amina = await SomebodyAsync("Amina Yusuf");
        var orphan = await StoreAsync(amina, "orphan.txt", "nobody needs me", Classification.Restricted);
        await app.DoAsync(new SweepDocument(orphan));
        using var gone = await amina.Http.GetAsync(new Uri($"/api/v1/documents/{orphan}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.NotFound, gone.StatusCode);
    }

    private async Task<TestPerson> SomebodyAsync(string name) =>
        await app.PersonAsync(name, await app.OrganisationAsync($"{name}'s enterprise", OrganisationKind.Enterprise), Roles.BidManager);

    private static async Task<Guid> BeginAsync(TestPerson person, string title, long size, Classification classification) =>
        (
            await person.Http.DoAsync(
                "/api/v1/documents",
                new
                {
                    title,
                    mediaType = "application/pdf",
                    size,
                    classification = classification.ToString(),
                }
            )
        )["id"]!.GetValue<Guid>();

    private static async Task<Guid> StoreAsync(TestPerson person, string title, string text, Classification classification)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        var id = (
            await person.Http.DoAsync(
                "/api/v1/documents",
                new
                {
                    title,
                    mediaType = "text/plain",
                    size = bytes.Length,
                    classification = classification.ToString(),
                }
            )
        )["id"]!.GetValue<Guid>();
        using (await SendAsync(person, id, bytes, 0)) { }
        await person.Http.DoAsync($"/api/v1/documents/{id}/store", new { });
        return id;
    }

    private static async Task<HttpResponseMessage> SendAsync(TestPerson person, Guid id, ReadOnlyMemory<byte> bytes, long offset)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/documents/{id}/bytes")
        {
            Content = new ReadOnlyMemoryContent(bytes),
        };
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await person.Http.SendAsync(request);
    }

    // A line that goes dead: the request promises all the rest and stops in the middle.
    private async Task SendAndBreakAsync(TestPerson person, Guid id, byte[] bytes, long from, long to)
    {
        using var line = new TcpClient();
        await line.ConnectAsync(app.Address.Host, app.Address.Port);
        line.LingerState = new LingerOption(false, 0);
        var stream = line.GetStream();
        await stream.WriteAsync(
            Encoding.ASCII.GetBytes(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"PATCH /api/v1/documents/{id}/bytes HTTP/1.1\r\nHost: {app.Address.Authority}\r\nAuthorization: {person.Http.DefaultRequestHeaders.Authorization}\r\nUpload-Offset: {from}\r\nContent-Type: application/octet-stream\r\nContent-Length: {bytes.Length - from}\r\n\r\n"
                )
            )
        );
        await stream.WriteAsync(bytes.AsMemory((int)from, (int)(to - from)));
        await stream.FlushAsync();
    }

    private static async Task<string> SaidAsync(HttpResponseMessage response)
    {
        var problem = JsonNode.Parse(await response.Content.ReadAsStringAsync())!.AsObject();
        problem.Remove("traceId");
        return problem.ToJsonString();
    }

    private static async Task<long> SafeOffsetAsync(TestPerson person, Guid id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Head, $"/api/v1/documents/{id}/bytes");
        using var response = await person.Http.SendAsync(request);
        return long.Parse(response.Headers.GetValues("Upload-Offset").Single(), CultureInfo.InvariantCulture);
    }

    private async Task<object?> ScalarAsync(string sql, Guid id)
    {
        await using var command = app.Database.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return await command.ExecuteScalarAsync();
    }
}
