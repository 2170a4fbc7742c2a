using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Opportunities;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class BidFileTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private const string Words = "Nightingale-meadow-method";
    private const string Title = "Waxwing method statement.pdf";

    private static byte[] Pdf(string words, int size = 3000)
    {
        var bytes = Encoding.ASCII.GetBytes($"%PDF-1.7\n{words}\n".PadRight(size, 'x'));
        return bytes;
    }

    private static string Files(Guid bid) => $"/api/v1/bids/{bid}/files";

    private static async Task<Guid> BeginAsync(
        TestEnterprise member,
        Guid bid,
        Requirement requirement,
        long size,
        string title = Title,
        string type = "application/pdf"
    ) =>
        (
            await member.Http.DoAsync(
                Files(bid),
                new
                {
                    requirement.RequirementId,
                    title,
                    mediaType = type,
                    size,
                }
            )
        )["id"]!.GetValue<Guid>();

    private static async Task<HttpResponseMessage> SendAsync(
        TestEnterprise member,
        Guid bid,
        Guid file,
        ReadOnlyMemory<byte> bytes,
        long offset
    )
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"{Files(bid)}/{file}/bytes")
        {
            Content = new ReadOnlyMemoryContent(bytes),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/offset+octet-stream");
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        return await member.Http.SendAsync(request);
    }

    private static async Task<Guid> AttachAsync(
        TestEnterprise member,
        Guid bid,
        Requirement requirement,
        byte[] bytes,
        string title = Title
    )
    {
        var file = await BeginAsync(member, bid, requirement, bytes.Length, title);
        using (var sent = await SendAsync(member, bid, file, bytes, 0))
            Assert.Equal(HttpStatusCode.NoContent, sent.StatusCode);
        await member.Http.DoAsync($"{Files(bid)}/{file}", new { sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) });
        return file;
    }

    private static async Task<byte[]?> ReadAsync(HttpClient http, string path)
    {
        using var got = await http.GetAsync(new Uri(path, UriKind.Relative));
        return got.IsSuccessStatusCode ? await got.Content.ReadAsByteArrayAsync() : null;
    }

    [Fact]
    public async Task a_file_stays_sealed_until_the_opening_and_is_then_read_by_those_who_assess_and_noted()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        var (method, price) = (Pdf(Words), Pdf("Chaffinch-price-list", 1_500_000));
        var file = await AttachAsync(consortium.Lead, bid, tender.Of(tender.GroundsLot, RequirementKind.Question), method);
        var priced = await AttachAsync(
            consortium.Partner,
            bid,
            tender.Of(tender.GroundsLot, RequirementKind.Price),
            price,
            "Day rates.pdf"
        );
        async Task NothingAsync()
        {
            var dump = await ImportOcdsTests.DumpAsync(app.Database);
            foreach (
                var planted in new[]
                {
                    Words,
                    "Waxwing",
                    "Chaffinch",
                    "Day rates",
                    Convert.ToHexStringLower(Encoding.ASCII.GetBytes(Words)),
                }
            )
                Assert.DoesNotContain(planted, dump, StringComparison.OrdinalIgnoreCase);
        }
        await NothingAsync();

        // The member that wrote it and the lead read it; the other member, the buyer and rivals do not.
        Assert.Equal(price, await ReadAsync(consortium.Lead.Http, $"{Files(bid)}/{priced}"));
        Assert.Equal(price, await ReadAsync(consortium.Partner.Http, $"{Files(bid)}/{priced}"));
        Assert.Null(await ReadAsync(consortium.Partner.Http, $"{Files(bid)}/{file}"));
        Assert.Null(await ReadAsync((await app.EnterpriseAsync("Rival Ltd")).Http, $"{Files(bid)}/{priced}"));
        foreach (var outsider in new[] { tender.Buyer.Author, tender.Buyer.FirstOpener })
        {
            Assert.Null(await ReadAsync(outsider.Http, $"{Files(bid)}/{file}"));
            Assert.Null(await ReadAsync(outsider.Http, $"/api/v1/documents/{file}"));
        }

        await consortium.Lead.SubmitAsync(bid);
        await NothingAsync();
        Assert.Equal(0L, await CountAsync("select count(*) from bids.file"));
        Assert.Equal(method, await ReadAsync(consortium.Lead.Http, $"{Files(bid)}/{file}"));
        var parts = (await consortium.Lead.Http.ReadAsync($"/api/v1/bids/{bid}/parts"))["items"]!.AsArray();
        Assert.Equal(
            [Title, "Day rates.pdf"],
            parts.SelectMany(p => p!["files"]!.AsArray()).Select(f => f!["title"]!.GetValue<string>()).OrderDescending()
        );

        await app.ClosedAsync(tender);
        await NothingAsync();
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<DocumentStored>(file);
        var opened = await app.UntilFactAsync<BidOpened>(bid);
        Assert.Equal([file], opened.Files);
        var evaluation = Evaluation.IdOf(tender.Id, tender.GroundsLot);
        await app.UntilFactAsync<EvaluationStarted>(evaluation);
        Assert.Equal(method, await ReadAsync(tender.Buyer.Author.Http, $"/api/v1/documents/{file}"));
        Assert.Equal(
            1L,
            await CountAsync(
                $"select count(*) from audit.read where kind = 'document' and subject = '{file}' and person = '{tender.Buyer.Author.Id}'"
            )
        );
        var toScore = (await tender.Buyer.Author.Http.ReadAsync($"/api/v1/evaluations/{evaluation}/bids")).AsArray();
        Assert.Equal(file, Assert.Single(Assert.Single(toScore)!["files"]!.AsArray())!["documentId"]!.GetValue<Guid>());
        using (var author = await app.BrowserAsync(tender.Buyer.Author))
        {
            // On one of the pages of the bid, beside the answer it came with.
            var answered = tender.Requirements.Single(r =>
                r.RequirementId == Assert.Single(toScore)!["files"]![0]!["requirementId"]!.GetValue<Guid>()
            );
            var page = answered.CriterionId is { } criterion
                ? $"/evaluations/{evaluation}/bids/{bid}/criteria/{criterion}"
                : $"/evaluations/{evaluation}/bids/{bid}/conditions";
            Assert.Contains(
                $"href=\"/documents/{file}\"",
                await author.GetStringAsync(new Uri(page, UriKind.Relative)),
                StringComparison.Ordinal
            );
        }
        // An evaluator who has not declared interests, another buyer, a rival and the public: as if there were none. Prices are still
        // sealed.
        var evaluator = await app.PersonAsync("Eve Evaluator", tender.Buyer.Id, Roles.Evaluator);
        await tender.Buyer.Author.Http.DoAsync($"/api/v1/evaluations/{evaluation}/evaluators", new { evaluator = evaluator.Id });
        foreach (var http in new[] { evaluator.Http, (await app.BuyerAsync("Another Trust")).Author.Http, await app.ClientAsync() })
            Assert.Null(await ReadAsync(http, $"/api/v1/documents/{file}"));
        Assert.Null(await ReadAsync(tender.Buyer.Author.Http, $"/api/v1/documents/{priced}"));
        Assert.DoesNotContain("Chaffinch", await ImportOcdsTests.DumpAsync(app.Database), StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain(
            "Waxwing",
            string.Concat(
                (await app.Store.ReadStreamAsync(file)).Select(e => System.Text.Json.JsonSerializer.Serialize(e.Data, e.Data.GetType()))
            ),
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task a_replaced_bid_keeps_its_files_and_one_that_was_removed_is_not_in_it()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Replacing CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        var question = tender.Of(tender.GroundsLot, RequirementKind.Question);
        var (kept, removed) = (Pdf("Kept", 2_400_000), Pdf("Removed"));
        var (first, second) = (
            await AttachAsync(bidder, bid, question, kept),
            await AttachAsync(bidder, bid, question, removed, "Old.pdf")
        );
        await bidder.SubmitAsync(bid);
        using (var gone = await bidder.Http.DeleteAsync(new Uri($"{Files(bid)}/{second}", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.OK, gone.StatusCode);
        var third = await AttachAsync(bidder, bid, question, Pdf("Added"), "New.pdf");
        Assert.Equal(2, (await bidder.SubmitAsync(bid))["answer"]!["version"]!.GetValue<int>());

        Assert.Equal(kept, await ReadAsync(bidder.Http, $"{Files(bid)}/{first}"));
        Assert.Null(await ReadAsync(bidder.Http, $"{Files(bid)}/{second}"));
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        var opened = await app.UntilFactAsync<BidOpened>(bid);
        Assert.Equal(new[] { first, third }.Order(), opened.Files!.Order());
        await app.UntilFactAsync<DocumentStored>(first);
        Assert.Equal(kept, await ReadAsync(bidder.Http, $"/api/v1/documents/{first}"));
    }

    [Fact]
    public async Task a_file_changed_in_the_database_breaks_the_seal_and_nothing_of_it_is_shown()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Tampered CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        var file = await AttachAsync(bidder, bid, tender.Of(tender.GroundsLot, RequirementKind.Question), Pdf("Genuine"));
        await bidder.SubmitAsync(bid);
        await app.SqlAsync("update bids.sealed_file set bytes = set_byte(bytes, 100, get_byte(bytes, 100) # 1) where file = $1", file);
        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        Assert.Equal("file-seal-broken", (await app.UntilFactAsync<BidSealBroken>(bid)).Code);
        Assert.Equal(0L, await CountAsync($"select count(*) from files.chunk where document = '{file}'"));
    }

    [Fact]
    public async Task nobody_stores_another_document_under_the_id_of_a_bids_file()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        var (lead, partner) = (consortium.Lead, consortium.Partner);
        var genuine = Pdf("Genuine");
        var file = await AttachAsync(lead, bid, tender.Of(tender.GroundsLot, RequirementKind.Question), genuine, "Plain.pdf");
        var other = new
        {
            documentId = file,
            title = "mine",
            mediaType = "application/pdf",
            size = genuine.Length,
            classification = "Open",
        };
        await partner.Http.RefusedAsync("/api/v1/documents", other, "id-in-use");
        await lead.SubmitAsync(bid);
        foreach (var member in new[] { lead, partner })
            await member.Http.RefusedAsync("/api/v1/documents", other, "id-in-use");
        // Announced on a day when nobody looked.
        await app.SqlAsync(
            """
            insert into files.upload (document, owner, person, title, media_type, classification, size, received, begun)
            values ($1, $2, $2, 'mine', 'application/pdf', 'Open', 9, 9, events.clock())
            """,
            file,
            partner.Id
        );
        await app.SqlAsync("insert into files.chunk (document, n, bytes) values ($1, 0, '%PDF-OTHR'::bytea)", file);
        await partner.Http.RefusedAsync($"/api/v1/documents/{file}/store", new { }, "upload-unknown");

        await app.ClosedAsync(tender);
        await tender.RequestOpeningAsync();
        await app.UntilFactAsync<DocumentStored>(file);
        await app.UntilFactAsync<EvaluationStarted>(Evaluation.IdOf(tender.Id, tender.GroundsLot));
        Assert.Equal(genuine, await ReadAsync(tender.Buyer.Author.Http, $"/api/v1/documents/{file}"));

        // Opened, it is a stored document like any other.
        Assert.Equal(0L, await CountAsync($"select count(*) from files.upload where document = '{file}'"));
        await lead.Http.RefusedAsync("/api/v1/documents", other, "id-in-use");
        await app.SqlAsync("update files.chunk set bytes = set_byte(bytes, 100, get_byte(bytes, 100) # 1) where document = $1", file);
        Assert.Null(await ReadAsync(tender.Buyer.Author.Http, $"/api/v1/documents/{file}"));
    }

    [Fact]
    public async Task sealed_bytes_that_are_not_those_of_the_receipt_are_named_without_a_key()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Sealed CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        await bidder.SubmitAsync(bid);
        var sealedBytes = new SealedBytes(app.Database, app.Store);
        Assert.DoesNotContain(await WrongAsync(), line => line.Contains($"{bid}", StringComparison.Ordinal));
        await app.SqlAsync("update bids.sealed set ciphertext = set_byte(ciphertext, 9, get_byte(ciphertext, 9) # 1) where bid = $1", bid);
        Assert.Contains(
            await WrongAsync(),
            line => line.Contains($"bid {bid} for lot {tender.GroundsLot} are not", StringComparison.Ordinal)
        );
        await app.SqlAsync("delete from bids.sealed where bid = $1", bid);
        Assert.Contains(await WrongAsync(), line => line.Contains($"bid {bid} has no sealed bytes", StringComparison.Ordinal));

        async Task<List<string>> WrongAsync()
        {
            var wrong = new List<string>();
            await foreach (var line in sealedBytes.WrongAsync(CancellationToken.None))
                wrong.Add(line);
            return wrong;
        }
    }

    [Fact]
    public async Task a_file_that_was_swept_while_it_was_attached_is_not_attached()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Late Riser CIC");
        var bid = await bidder.WrittenBidAsync(tender, tender.GroundsLot);
        var bytes = Pdf("Swept");
        var file = await BeginAsync(bidder, bid, tender.Of(tender.GroundsLot, RequirementKind.Question), bytes.Length);
        using (await SendAsync(bidder, bid, file, bytes, 0)) { }

        // The sweep has taken the row and has not committed yet when the attachment is decided.
        await using var sweeping = await app.Database.OpenConnectionAsync();
        await using var sweep = await sweeping.BeginTransactionAsync();
        await using (var delete = new Npgsql.NpgsqlCommand($"delete from bids.file where file = '{file}'", sweeping, sweep))
            await delete.ExecuteNonQueryAsync();
        var attaching = bidder.Http.RefusedAsync($"{Files(bid)}/{file}", new { }, "upload-unknown");
        await app.UntilSomebodyWaitsForAsync(sweeping);
        await sweep.CommitAsync();
        await attaching;
        Assert.Empty(await app.FactsAsync<BidFileAttached>(bid));
    }

    [Fact]
    public async Task an_upload_cut_off_goes_on_where_it_is_safe_and_is_taken_only_whole_and_as_what_it_says()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        var (lead, partner) = (consortium.Lead, consortium.Partner);
        var question = tender.Of(tender.GroundsLot, RequirementKind.Question);
        await partner.Http.RefusedAsync(
            Files(bid),
            new
            {
                question.RequirementId,
                title = Title,
                mediaType = "application/pdf",
                size = 10,
            },
            "part-not-yours"
        );
        await lead.Http.RefusedAsync(
            Files(bid),
            new
            {
                question.RequirementId,
                title = "Virus.exe",
                mediaType = "application/x-msdownload",
                size = 10,
            },
            "document-type-not-taken"
        );
        await lead.Http.RefusedAsync(
            Files(bid),
            new
            {
                question.RequirementId,
                title = Title,
                mediaType = "application/pdf",
                size = 200L << 20,
            },
            "document-size"
        );

        var bytes = Pdf("Resumed", 2_500_000);
        var file = await BeginAsync(lead, bid, question, bytes.Length);
        using (var part = await SendAsync(lead, bid, file, bytes.AsMemory(0, 1_300_000), 0))
            Assert.Equal("1300000", part.Headers.GetValues("Upload-Offset").Single());
        await lead.Http.RefusedAsync($"{Files(bid)}/{file}", new { }, "upload-incomplete");
        using (var wrong = await SendAsync(lead, bid, file, bytes.AsMemory(1_200_000), 1_200_000))
            Assert.Equal(HttpStatusCode.Conflict, wrong.StatusCode);
        using (var theirs = await SendAsync(partner, bid, file, bytes.AsMemory(1_300_000), 1_300_000))
            Assert.Equal(HttpStatusCode.NotFound, theirs.StatusCode);
        using (var rest = await SendAsync(lead, bid, file, bytes.AsMemory(1_300_000), 1_300_000))
            Assert.Equal(HttpStatusCode.NoContent, rest.StatusCode);
        await lead.Http.RefusedAsync($"{Files(bid)}/{file}", new { sha256 = new string('0', 64) }, "document-digest");
        await lead.Http.DoAsync($"{Files(bid)}/{file}", new { });
        await lead.Http.DoAsync($"{Files(bid)}/{file}", new { });
        Assert.Equal(bytes, await ReadAsync(lead.Http, $"{Files(bid)}/{file}"));

        var disguised = "MZ not a document"u8.ToArray();
        var other = await BeginAsync(lead, bid, question, disguised.Length);
        using (await SendAsync(lead, bid, other, disguised, 0)) { }
        await lead.Http.RefusedAsync($"{Files(bid)}/{other}", new { }, "document-type-differs");
        await lead.Http.DoAsync($"/api/v1/bids/{bid}/withdrawal", new { });
        Assert.Equal(0L, await CountAsync($"select count(*) from bids.file where bid = '{bid}'"));
    }

    private async Task<long> CountAsync(string sql)
    {
        await using var command = app.Database.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
