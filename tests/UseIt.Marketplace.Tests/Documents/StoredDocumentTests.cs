using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tests.Tenders;

namespace UseIt.Marketplace.Tests.Documents;

/// <summary>What is stored neither goes nor changes, and nothing else is given out in its place.</summary>
public sealed class StoredDocumentTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly byte[] Specification = Encoding.ASCII.GetBytes("%PDF-1.4 the specification: price cap 33000 pounds");
    private static readonly byte[] Evil = Encoding.ASCII.GetBytes("%PDF-1.4 replaced by a rival".PadRight(Specification.Length, '!'));

    [Fact]
    public async Task no_sweep_takes_a_stored_document_and_nobody_puts_other_bytes_in_its_place()
    {
        var (buyer, rival) = (await SomebodyAsync("Buyer"), await SomebodyAsync("Rival"));
        var id = await StoreAsync(buyer, Specification);
        Assert.Equal(0L, await CountAsync("files.upload", id));
        await ADayLaterAsync(id);
        await Files.SweepAsync(CancellationToken.None);

        Assert.Equal(Specification, await ReadAsync(id));
        foreach (var somebody in new[] { rival, buyer })
        {
            await somebody.Http.RefusedAsync("/api/v1/documents", Announced(Evil, id), "id-in-use");
            using var written = await SendAsync(somebody, id, Evil);
            Assert.Equal(HttpStatusCode.NotFound, written.StatusCode);
        }
        Assert.Equal(Specification, await ReadAsync(id));
    }

    [Fact]
    public async Task a_database_in_which_stored_documents_still_have_uploads_is_safe()
    {
        var (buyer, rival) = (await SomebodyAsync("Buyer"), await SomebodyAsync("Rival"));
        var id = await StoreAsync(buyer, Specification);
        await LeaveAnUploadAsync(id, rival.Organisation, received: 0);
        using (var written = await SendAsync(rival, id, Evil))
            Assert.Equal(HttpStatusCode.Conflict, written.StatusCode);
        await Files.SweepAsync(CancellationToken.None);
        await Files.AbandonAsync(id, CancellationToken.None);
        Assert.Equal(Specification, await ReadAsync(id));

        await app.SqlAsync("delete from events.migration where name like $1", "%302_stored_uploads.sql");
        await MarketplaceHost.MigrateAsync(app.Settings);
        Assert.Equal(0L, await CountAsync("files.upload", id));
        Assert.Equal(Specification, await ReadAsync(id));
    }

    [Fact]
    public async Task bytes_that_are_gone_are_not_replaced_either()
    {
        var (buyer, rival) = (await SomebodyAsync("Buyer"), await SomebodyAsync("Rival"));
        var id = await StoreAsync(buyer, Specification);
        await app.SqlAsync("delete from files.chunk where document = $1", id);
        await rival.Http.RefusedAsync("/api/v1/documents", Announced(Evil, id), "id-in-use");
        Assert.Equal(0L, await CountAsync("files.upload", id));
    }

    [Fact]
    public async Task an_upload_is_announced_twice_by_the_same_and_by_no_other()
    {
        var (buyer, rival) = (await SomebodyAsync("Buyer"), await SomebodyAsync("Rival"));
        var id = Guid.CreateVersion7();
        await buyer.Http.DoAsync("/api/v1/documents", Announced(Specification, id));
        await buyer.Http.DoAsync("/api/v1/documents", Announced(Specification, id));
        await buyer.Http.RefusedAsync("/api/v1/documents", Announced([.. Specification, 1], id), "id-in-use");
        await rival.Http.RefusedAsync("/api/v1/documents", Announced(Specification, id), "id-in-use");
    }

    [Fact]
    public async Task what_was_never_stored_goes_after_a_day()
    {
        var buyer = await SomebodyAsync("Buyer");
        var id = (await buyer.Http.DoAsync("/api/v1/documents", Announced(Specification)))["id"]!.GetValue<Guid>();
        using (await SendAsync(buyer, id, Specification)) { }
        await Files.SweepAsync(CancellationToken.None);
        Assert.Equal(1L, await CountAsync("files.chunk", id));
        await ADayLaterAsync(id);
        await Files.SweepAsync(CancellationToken.None);
        Assert.Equal((0L, 0L), (await CountAsync("files.chunk", id), await CountAsync("files.upload", id)));
        await buyer.Http.RefusedAsync($"/api/v1/documents/{id}/store", new { }, "upload-unknown");
    }

    [Fact]
    public async Task a_store_and_a_sweep_at_the_same_moment_never_leave_a_document_without_its_bytes()
    {
        var buyer = await SomebodyAsync("Buyer");
        var (stored, swept) = (0, 0);
        for (var n = 0; n < 40; n++)
        {
            var id = (await buyer.Http.DoAsync("/api/v1/documents", Announced(Specification)))["id"]!.GetValue<Guid>();
            using (await SendAsync(buyer, id, Specification)) { }
            await ADayLaterAsync(id);
            using var start = new Barrier(3);
            var outcomes = new Outcome?[1];
            var sweeps = Enumerable
                .Range(0, 2)
                .Select(_ =>
                    Task.Factory.StartNew(
                            () => After(start, () => Files.SweepAsync(CancellationToken.None)),
                            TaskCreationOptions.LongRunning
                        )
                        .Unwrap()
                );
            var storing = Task
                .Factory.StartNew(
                    () =>
                        After(
                            start,
                            async () =>
                                outcomes[0] = await app
                                    .Services.GetRequiredService<Commands>()
                                    .SendAsync(new StoreDocument(id), new CommandContext(Actor.System))
                        ),
                    TaskCreationOptions.LongRunning
                )
                .Unwrap();
            await Task.WhenAll([storing, .. sweeps]);

            var document = await app.Store.FetchAsync<Document>(id);
            Assert.Equal(document.Exists, outcomes[0] is Outcome.Done);
            Assert.Equal(document.Exists ? 1L : 0L, await CountAsync("files.chunk", id));
            Assert.Equal(0L, await CountAsync("files.upload", id));
            (stored, swept) = document.Exists ? (stored + 1, swept) : (stored, swept + 1);
        }
        Assert.Equal(40, stored + swept);

        static Task After(Barrier start, Func<Task> act)
        {
            start.SignalAndWait();
            return act();
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task whichever_of_store_and_sweep_comes_second_finds_what_the_first_did(bool sweepFirst)
    {
        var buyer = await SomebodyAsync("Buyer");
        var id = (await buyer.Http.DoAsync("/api/v1/documents", Announced(Specification)))["id"]!.GetValue<Guid>();
        using (await SendAsync(buyer, id, Specification)) { }
        await ADayLaterAsync(id);
        await using var held = await app.Database.OpenConnectionAsync();
        await using var first = await held.BeginTransactionAsync();
        // Whoever is first holds the upload's row; the other is seen to wait for it.
        await using (
            var act = new NpgsqlCommand(
                sweepFirst
                    ? $"with gone as (delete from files.upload where document = '{id}' returning document) delete from files.chunk where document in (select document from gone)"
                    : $"delete from files.upload where document = '{id}'",
                held,
                first
            )
        )
            await act.ExecuteNonQueryAsync();
        var second = sweepFirst
            ? buyer.Http.RefusedAsync($"/api/v1/documents/{id}/store", new { }, "upload-unknown")
            : Files.SweepAsync(CancellationToken.None);
        await app.UntilSomebodyWaitsForAsync(held);
        await first.CommitAsync();
        await second;
        Assert.Equal(sweepFirst ? 0L : 1L, await CountAsync("files.chunk", id));
        Assert.False((await app.Store.FetchAsync<Document>(id)).Exists);
    }

    [Theory]
    [InlineData(60)]
    [InlineData(2_600_000)]
    public async Task other_bytes_are_not_given_out_and_an_alarm_is_raised(int size)
    {
        var buyer = await SomebodyAsync("Buyer");
        var bytes = Encoding.ASCII.GetBytes("%PDF-1.4 ".PadRight(size, 'x'));
        var id = await StoreAsync(buyer, bytes);
        Assert.Equal(bytes, await ReadAsync(id));
        using var alarms = new Alarms("useit.documents.refused");
        await app.SqlAsync(
            "update files.chunk set bytes = set_byte(bytes, 20, 33) where document = $1 and n = (select max(n) from files.chunk where document = $1)",
            id
        );
        Assert.Equal("document-damaged", await ProblemAsync(id));
        Assert.Equal(1, alarms.Count);
        await app.SqlAsync("delete from files.chunk where document = $1", id);
        Assert.Equal("document-damaged", await ProblemAsync(id));
        Assert.Equal(2, alarms.Count);
    }

    [Fact]
    public async Task verify_log_names_the_documents_that_differ_and_those_without_bytes()
    {
        var buyer = await SomebodyAsync("Buyer");
        var (sound, other, none) = (
            await StoreAsync(buyer, Specification),
            await StoreAsync(buyer, Specification),
            await StoreAsync(buyer, Specification)
        );
        await app.SqlAsync("update files.chunk set bytes = $2 where document = $1", other, Evil);
        await app.SqlAsync("delete from files.chunk where document = $1", none);
        using var said = new StringWriter();
        Assert.Equal(1, await VerifyLog.RunAsync(app.Services, said));
        Assert.Contains($"the bytes of document {other} are not those that were stored", said.ToString(), StringComparison.Ordinal);
        Assert.Contains($"document {none} has no bytes", said.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain($"{sound}", said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_stored_document_of_a_stranger_looks_like_none_when_it_is_stored_again()
    {
        var (buyer, rival) = (await SomebodyAsync("Buyer"), await SomebodyAsync("Rival"));
        var id = await StoreAsync(buyer, Specification);
        await buyer.Http.DoAsync($"/api/v1/documents/{id}/store", new { });
        await rival.Http.RefusedAsync($"/api/v1/documents/{id}/store", new { }, "upload-unknown");
    }

    [Fact]
    public async Task only_the_bytes_of_a_discarded_document_are_removed()
    {
        var buyer = await SomebodyAsync("Buyer");
        var id = await StoreAsync(buyer, Specification);
        await Files.DeleteDiscardedAsync(id, CancellationToken.None);
        Assert.Equal(Specification, await ReadAsync(id));
        await app.DoAsync(new SweepDocument(id));
        await Files.DeleteDiscardedAsync(id, CancellationToken.None);
        Assert.Equal(0L, await CountAsync("files.chunk", id));
    }

    private Files Files => app.Services.GetRequiredService<Files>();

    private async Task<TestPerson> SomebodyAsync(string name) =>
        await app.PersonAsync(name, await app.OrganisationAsync($"{name} CIC", OrganisationKind.Enterprise), Roles.BidManager);

    private static object Announced(byte[] bytes, Guid? id = null) =>
        new
        {
            documentId = id,
            title = "Specification",
            mediaType = "application/pdf",
            size = bytes.Length,
            classification = "Open",
        };

    private static async Task<Guid> StoreAsync(TestPerson person, byte[] bytes)
    {
        var id = (await person.Http.DoAsync("/api/v1/documents", Announced(bytes)))["id"]!.GetValue<Guid>();
        using (await SendAsync(person, id, bytes)) { }
        await person.Http.DoAsync($"/api/v1/documents/{id}/store", new { sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) });
        return id;
    }

    private static async Task<HttpResponseMessage> SendAsync(TestPerson person, Guid id, byte[] bytes, long offset = 0)
    {
        using var request = new HttpRequestMessage(HttpMethod.Patch, $"/api/v1/documents/{id}/bytes")
        {
            Content = new ByteArrayContent(bytes),
        };
        request.Headers.Add("Upload-Offset", offset.ToString(CultureInfo.InvariantCulture));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return await person.Http.SendAsync(request);
    }

    private async Task<byte[]> ReadAsync(Guid id)
    {
        using var anonymous = await app.ClientAsync();
        using var got = await anonymous.GetAsync(new Uri($"/api/v1/documents/{id}", UriKind.Relative));
        Assert.True(got.IsSuccessStatusCode, $"{got.StatusCode}");
        return await got.Content.ReadAsByteArrayAsync();
    }

    private async Task<string> ProblemAsync(Guid id)
    {
        using var anonymous = await app.ClientAsync();
        using var got = await anonymous.GetAsync(new Uri($"/api/v1/documents/{id}", UriKind.Relative));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, got.StatusCode);
        return JsonNode.Parse(await got.Content.ReadAsStringAsync())!["type"]!.GetValue<string>().Split(':')[^1];
    }

    private Task ADayLaterAsync(Guid id) =>
        app.SqlAsync("update files.upload set begun = begun - interval '25 hours' where document = $1", id);

    private Task LeaveAnUploadAsync(Guid id, Guid owner, long received) =>
        app.SqlAsync(
            """
            insert into files.upload (document, owner, person, title, media_type, classification, size, received, begun)
            values ($1, $2, $2, 'left', 'application/pdf', 'Open', $3, $4, events.clock() - interval '25 hours')
            """,
            id,
            owner,
            (long)Specification.Length,
            received
        );

    private async Task<long> CountAsync(string table, Guid id)
    {
        await using var command = app.Database.CreateCommand($"select count(*) from {table} where document = $1");
        command.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = id });
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
