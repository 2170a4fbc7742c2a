using System.Net;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Bids;
using UseIt.Marketplace.Tests.Web;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class RestrictedDocuments(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_TUPE_list_goes_only_to_checked_bidders_who_undertake_to_keep_it_safe_and_each_download_is_logged()
    {
        var tender = await app.DraftAsync();
        var path = $"/buyer/tenders/{tender.Id}";
        using var author = await Browsing.AsAsync(app, tender.Buyer.Author);
        async Task<Seen> AddAsync(string title, params (string, string)[] more) =>
            await author.SendWithFileAsync(
                await author.GetAsync($"{path}/documents"),
                $"{path}/documents",
                "Document",
                $"{title}.txt",
                "Seventeen people, by grade"u8.ToArray(),
                [("Title", title), .. more]
            );
        Assert.Equal([AttachTenderDocumentPage.NotSaid.Sentence], (await AddAsync("Specification")).Mistakes.Select(m => m.Sentence));
        Assert.Equal(HttpStatusCode.Found, (await AddAsync("Specification", ("StaffData", "false"))).Status);
        Assert.Equal(
            HttpStatusCode.Found,
            (await AddAsync("Staff list", ("StaffData", "true"), ("Undertaking", Undertaking.Usual))).Status
        );
        var attached = await app.FactsAsync<TenderDocumentAttached>(tender.Id);
        var (open, list) = (attached[0].DocumentId, attached[1].DocumentId);
        await tender.Buyer.Author.Http.RefusedAsync(
            $"/api/v1/tenders/{tender.Id}/documents",
            new
            {
                documentId = (await OpenFileAsync(tender)).ToString(),
                title = "Open list",
                undertaking = "x",
            },
            "document-open-to-all"
        );

        // Publishing asks once more, and refuses what would be open to everybody.
        await app.SettledAsync();
        using var approver = await Browsing.AsAsync(app, tender.Buyer.Approver);
        var publish = await approver.GetAsync($"{path}/publish");
        Assert.Contains("Everybody will be able to read: Specification", publish.Html, StringComparison.Ordinal);
        var unsaid = await approver.SendAsync(publish, $"{path}/publish?handler=Publish", ("Sure", "true"));
        Assert.Contains(PublishTenderPage.StaffDataNotSaid.Sentence, unsaid.Mistakes.Select(m => m.Sentence));
        var yes = await approver.SendAsync(
            publish,
            $"{path}/publish?handler=Publish",
            ("Sure", "true"),
            ("OpenFilesHoldStaffData", "true")
        );
        Assert.Contains(PublishTenderHandler.StaffDataOpen.Sentence, yes.Mistakes.Select(m => m.Sentence));
        Assert.Empty(await app.FactsAsync<TenderPublished>(tender.Id));
        var done = await approver.SendAsync(
            publish,
            $"{path}/publish?handler=Publish",
            ("Sure", "true"),
            ("OpenFilesHoldStaffData", "false")
        );
        Assert.True(done.Status == HttpStatusCode.Found, string.Join("; ", done.Mistakes));
        await app.SettledAsync();

        // Reading it: not without the undertaking, not by a rival on its strength; the words as they stand.
        var (bidder, rival) = (await app.EnterpriseAsync("Careful CIC"), await app.EnterpriseAsync("Careless Ltd"));
        using var browser = await Browsing.AsAsync(app, bidder.Manager);
        using var other = await Browsing.AsAsync(app, rival.Manager);
        Assert.Equal(HttpStatusCode.OK, (await browser.GetAsync($"/documents/{open}")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/documents/{list}")).Status);
        var words = $"/tenders/{tender.Id}/documents/{list}/undertaking";
        Assert.Contains(words, (await browser.GetAsync($"/tenders/{tender.Id}")).Html, StringComparison.Ordinal);
        using (
            var wrong = await bidder.Http.SendCommandAsync(
                HttpMethod.Post,
                $"/api/v1{words}",
                new { organisationId = bidder.Id, textSha256 = Undertaking.Version("Other words") }
            )
        )
            Assert.Contains("undertaking-changed", await wrong.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using (
            var foreign = await rival.Http.SendCommandAsync(
                HttpMethod.Post,
                $"/api/v1{words}",
                new { organisationId = bidder.Id, textSha256 = Undertaking.Version(Undertaking.Usual) }
            )
        )
            Assert.Equal(HttpStatusCode.NotFound, foreign.StatusCode);
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(await browser.GetAsync(words), words)).Status);
        var accepted = Assert.Single(await app.FactsAsync<UndertakingAccepted>(Undertaking.IdOf(list, bidder.Id)));
        Assert.Equal((bidder.Manager.Id, Undertaking.Version(Undertaking.Usual)), (accepted.PersonId, accepted.TextSha256));
        Assert.Contains("Seventeen people", (await browser.GetAsync($"/documents/{list}")).Html, StringComparison.Ordinal);
        Assert.Single(
            await app.ListAsync(
                $"select person::text from audit.read where kind = 'document' and subject = '{list}' and person = '{bidder.Manager.Id}'"
            )
        );
        Assert.Equal(HttpStatusCode.NotFound, (await other.GetAsync($"/documents/{list}")).Status);
        var releases = (await (await app.ClientAsync()).ReadAsync("/ocds/v1/releases?after=0&limit=100")).ToJsonString();
        Assert.DoesNotContain(list.ToString(), releases, StringComparison.Ordinal);

        // All is decided and it has not won: the list is closed to it again.
        await app.ClosedAsync(tender);
        foreach (var lot in new[] { tender.GroundsLot, tender.CleaningLot })
        {
            using var ended = await tender.Buyer.Approver.Http.SendCommandAsync(
                HttpMethod.Post,
                $"/api/v1/tenders/{tender.Id}/lots/{lot}/end",
                new { reason = "No bid was received" }
            );
            Assert.True(ended.IsSuccessStatusCode, await ended.Content.ReadAsStringAsync());
        }
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync($"/documents/{list}")).Status);
        Assert.Equal(HttpStatusCode.OK, (await author.GetAsync($"/documents/{list}")).Status);
    }

    private async Task<Guid> OpenFileAsync(TestTender tender)
    {
        using var author = await Browsing.AsAsync(app, tender.Buyer.Author);
        var path = $"/buyer/tenders/{tender.Id}/documents";
        await author.SendWithFileAsync(
            await author.GetAsync(path),
            path,
            "Document",
            "open.txt",
            "Open"u8.ToArray(),
            ("Title", "Open file"),
            ("StaffData", "false")
        );
        var id = (await app.FactsAsync<TenderDocumentAttached>(tender.Id))[^1].DocumentId;
        using var removed = await tender.Buyer.Author.Http.SendCommandAsync(
            HttpMethod.Delete,
            $"/api/v1/tenders/{tender.Id}/documents/{id}",
            new { }
        );
        Assert.True(removed.IsSuccessStatusCode, await removed.Content.ReadAsStringAsync());
        return id;
    }
}
