using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Tenders;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Tenders;

public sealed class ImportConfirmsNoticeTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task our_prepared_notice_is_confirmed_when_it_is_imported_and_found_once()
    {
        var (tender, package) = await app.SubmittedNoticeAsync("S-1");
        await app.ImportAsync(package, "ocds-h6vhtk-04a1b2", "032703-2026");

        var confirmed = await app.ConfirmedAsync(tender.Id);
        Assert.Equal(("032703-2026", "ocds-h6vhtk-04a1b2"), (confirmed.NoticeId, confirmed.Ocid));
        Assert.Single(await app.FactsAsync<TenderPublished>(tender.Id));
        await app.SettledAsync();

        // Ours once in the search, and in our feed under the confirmed ocid.
        var http = await app.ClientAsync();
        var found = (await http.ReadAsync("/api/v1/opportunities?q=grounds"))["items"]!.AsArray();
        Assert.Equal(tender.Id, Assert.Single(found)!["id"]!.GetValue<Guid>());
        var releases = (await http.ReadAsync("/ocds/v1/records/ocds-h6vhtk-04a1b2"))["records"]![0]!["releases"]!.AsArray();
        Assert.Equal("tender", Assert.Single(releases)!["tag"]![0]!.GetValue<string>());
    }
}

public sealed class NoticesOfOthers(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task one_that_came_back_under_another_tender_id_is_known_by_what_was_answered_to_its_submission()
    {
        var (tender, package) = await app.SubmittedNoticeAsync("ocds-h6vhtk-04a1b3");
        package["releases"]![0]!["tender"]!["id"] = "ocds-h6vhtk-04a1b3";
        await app.ImportAsync(package, "ocds-h6vhtk-04a1b3", "032704-2026");
        Assert.Equal("032704-2026", (await app.ConfirmedAsync(tender.Id)).NoticeId);
    }

    [Fact]
    public async Task one_that_names_our_process_as_related_is_ours()
    {
        var (tender, package) = await app.SubmittedNoticeAsync(null);
        var release = package["releases"]![0]!;
        release["relatedProcesses"] = new JsonArray(
            new JsonObject
            {
                ["id"] = "1",
                ["scheme"] = "ocid",
                ["identifier"] = release["ocid"]!.GetValue<string>(),
            }
        );
        release["tender"]!["id"] = "ocds-h6vhtk-04a1b4";
        await app.ImportAsync(package, "ocds-h6vhtk-04a1b4", "032705-2026");
        Assert.Equal("ocds-h6vhtk-04a1b4", (await app.ConfirmedAsync(tender.Id)).Ocid);
    }

    [Fact]
    public async Task a_strangers_notice_confirms_nothing_and_leaves_nothing_behind()
    {
        var (tender, package) = await app.SubmittedNoticeAsync("ocds-h6vhtk-04a1b5");
        foreach (
            var (id, n) in new[]
            {
                (Guid.CreateVersion7().ToString(), 1),
                ("cornerstone-7", 2),
                ((await app.DraftAsync()).Id.ToString(), 3),
            }
        )
        {
            package["releases"]![0]!["tender"]!["id"] = id;
            await app.ImportAsync(package, $"ocds-h6vhtk-04a1c{n}", $"03280{n}-2026");
        }
        await app.SettledAsync();
        Assert.Empty(await app.FactsAsync<NoticeConfirmed>(tender.Id));
        Assert.Empty(await app.Services.GetRequiredService<DeadLetters>().ListAsync());
    }
}

internal static class NoticeSteps
{
    /// <summary>A tender whose notice is with the central platform, and the package that was sent there.</summary>
    public static async Task<(TestTender Tender, JsonNode Package)> SubmittedNoticeAsync(this MarketplaceApp app, string? answered)
    {
        var tender = await app.DraftAsync(deadline: (await app.NowAsync()).AddDays(60), regime: RegimeCodes.BelowNotifiable);
        var author = tender.Buyer.Author.Http;
        await author.DoAsync($"/api/v1/tenders/{tender.Id}/notice/preparation", new { });
        var package = JsonNode.Parse(await author.GetByteArrayAsync(new Uri($"/api/v1/tenders/{tender.Id}/notice", UriKind.Relative)))!;
        await author.DoAsync($"/api/v1/tenders/{tender.Id}/notice/submission", new { submissionId = answered });
        return (tender, package);
    }

    /// <summary>Imports the package's release as the central platform publishes it: under its own ocid and number, now.</summary>
    public static async Task ImportAsync(this MarketplaceApp app, JsonNode package, string ocid, string number)
    {
        var release = package["releases"]![0]!;
        (release["ocid"], release["id"], release["date"]) = (
            ocid,
            number,
            (await app.NowAsync()).UtcDateTime.ToString("O", System.Globalization.CultureInfo.InvariantCulture)
        );
        var file = Path.Combine(TestFolders.Scratch(), "notice.json");
        await File.WriteAllTextAsync(file, package.ToJsonString());
        Assert.Equal(0, await ImportOcds.RunAsync(app.Services, [file], strict: true, TextWriter.Null));
    }

    public static async Task<NoticeConfirmed> ConfirmedAsync(this MarketplaceApp app, Guid tender)
    {
        IReadOnlyList<NoticeConfirmed> confirmed = [];
        await app.UntilAsync(async () => (confirmed = await app.FactsAsync<NoticeConfirmed>(tender)).Count > 0);
        return Assert.Single(confirmed);
    }
}
