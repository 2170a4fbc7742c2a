using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Commands;
using UseIt.Marketplace.Shared;
using UseIt.Marketplace.Tenders;
using UseIt.Messaging;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class ImportConfirmsNoticeTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task our_prepared_notice_is_confirmed_when_it_is_imported_and_found_once()
    {
        var tender = await app.DraftAsync(deadline: (await app.NowAsync()).AddDays(60), regime: RegimeCodes.BelowNotifiable);
        var author = tender.Buyer.Author.Http;
        await author.DoAsync($"/api/v1/tenders/{tender.Id}/notice/preparation", new { });
        var package = JsonNode.Parse(await author.GetByteArrayAsync(new Uri($"/api/v1/tenders/{tender.Id}/notice", UriKind.Relative)))!;
        await author.DoAsync($"/api/v1/tenders/{tender.Id}/notice/submission", new { submissionId = "S-1" });

        var published = await app.NowAsync();
        var release = package["releases"]![0]!;
        (release["ocid"], release["id"], release["date"]) = ("ocds-h6vhtk-04a1b2", "032703-2026", published.UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        var file = Path.Combine(Directory.CreateTempSubdirectory("useit-confirm-").FullName, "notice.json");
        await File.WriteAllTextAsync(file, package.ToJsonString());
        Assert.Equal(0, await ImportOcds.RunAsync(app.Services, [file], strict: true, TextWriter.Null));

        var confirmed = await ConfirmedAsync(tender.Id);
        Assert.Equal(("032703-2026", "ocds-h6vhtk-04a1b2"), (confirmed.NoticeId, confirmed.Ocid));
        Assert.Single(await app.FactsAsync<TenderPublished>(tender.Id));
        Assert.True(await app.Projector.WaitAllAsync(await app.Store.CeilingAsync(), TimeSpan.FromSeconds(30)));

        // Ours once in the search, and in our feed under the confirmed ocid.
        var http = await app.ClientAsync();
        var found = (await http.ReadAsync("/api/v1/opportunities?q=grounds"))["items"]!.AsArray();
        Assert.Equal(tender.Id, Assert.Single(found)!["id"]!.GetValue<Guid>());
        var releases = (await http.ReadAsync("/ocds/v1/records/ocds-h6vhtk-04a1b2"))["records"]![0]!["releases"]!.AsArray();
        Assert.Equal("tender", Assert.Single(releases)!["tag"]![0]!.GetValue<string>());
    }

    private async Task<NoticeConfirmed> ConfirmedAsync(Guid tender)
    {
        var outbox = app.Services.GetRequiredService<Outbox>();
        for (var i = 0; i < 1000; i++)
        {
            await app.Projector.CatchUpAsync();
            await outbox.RunDueAsync();
            if ((await app.FactsAsync<NoticeConfirmed>(tender)) is [var confirmed]) return confirmed;
        }
        throw new InvalidOperationException("The notice was not confirmed.");
    }
}
