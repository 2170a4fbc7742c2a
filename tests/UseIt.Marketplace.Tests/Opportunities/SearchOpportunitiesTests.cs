using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Opportunities;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Opportunities;

public sealed class SearchOpportunitiesTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_tender_of_ours_is_found_from_its_publication_on_and_by_every_facet()
    {
        var buyer = await app.OrganisationAsync("Soho Road Hospital Trust", OrganisationKind.Buyer);
        var tender = Guid.CreateVersion7();
        var lot = Guid.CreateVersion7();
        var deadline = DateTimeOffset.Parse("2027-03-01T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture);
        await app.StoreAsync(
            tender,
            "tender",
            0,
            new TenderDrafted(
                tender,
                buyer,
                null,
                "Ward gardens",
                RegimeCodes.PrivateVoluntary,
                new DateOnly(2026, 1, 1),
                Guid.CreateVersion7()
            ),
            new TenderDescribed(
                tender,
                "Ward gardens",
                "Planting and upkeep of healing gardens",
                ["77310000-6"],
                [new Place("E08000025", "Birmingham")],
                new Estimate(new Money(48000m), null),
                null,
                true,
                null
            ),
            new LotAdded(
                tender,
                lot,
                "Courtyards",
                "Raised beds",
                ["77311000-3"],
                [new Place("E08000028", "Sandwell")],
                new Estimate(new Money(20000m), null)
            ),
            new DeadlineSet(tender, deadline, null, 5)
        );
        await CaughtUpAsync();
        var http = await app.ClientAsync();
        Assert.Empty(await TitlesAsync(http, "q=healing+gardens"));
        using (var hidden = await http.GetAsync(new Uri($"/api/v1/opportunities/{tender}", UriKind.Relative)))
            Assert.Equal(System.Net.HttpStatusCode.NotFound, hidden.StatusCode);

        await AppendAsync(tender, new TenderPublished(tender, buyer, "ocds-xxxxxx-1", deadline.AddDays(-40), deadline));
        foreach (
            var query in new[]
            {
                "q=healing",
                "q=courtyards",
                "q=soho+hospital",
                "q=tree+OR+planting",
                "cpv=77",
                "cpv=77310000-6",
                "place=birmingham",
                "place=E08000025",
                "vcse=true",
                "valueFrom=48000&valueTo=48000",
                "closingBefore=2027-03-02",
                "source=here",
                "open=true",
            }
        )
            Assert.Equal(["Ward gardens"], await TitlesAsync(http, query));
        foreach (
            var query in new[]
            {
                "q=healing+-planting",
                "cpv=7732",
                "place=leeds",
                "valueFrom=48001",
                "closingBefore=2027-03-01",
                "source=Contracts+Finder",
            }
        )
            Assert.Empty(await TitlesAsync(http, query));

        // Elsewhere the same process is published too: one line, ours.
        await app.DoAsync(new ImportNotices([Source("ocds-xxxxxx-1", "Ward gardens", "2027-01-20T00:00:00Z")]));
        await AppendAsync(
            tender,
            new DeadlineExtended(tender, deadline, deadline.AddDays(2), "More questions than expected"),
            new TenderClosed(tender, buyer, deadline.AddDays(2), [])
        );
        Assert.Equal(["Ward gardens"], await TitlesAsync(http, "q=gardens"));
        Assert.Empty(await TitlesAsync(http, "open=true"));
        Assert.Equal("Closed", (await http.ReadAsync($"/api/v1/opportunities/{tender}"))["status"]!.GetValue<string>());
    }

    [Fact]
    public async Task pages_follow_each_other_without_gap_or_repeat()
    {
        await app.DoAsync(
            new ImportNotices([
                .. Enumerable
                    .Range(0, 25)
                    .Select(n => Source($"ocds-b5fd17-page-{n}", $"Lantern festival {n}", $"2026-02-{1 + n / 3:00}T10:00:00Z")),
            ])
        );
        await CaughtUpAsync();
        var http = await app.ClientAsync();
        var seen = new List<string>();
        for (string? after = null; ; )
        {
            var page = await http.ReadAsync(
                $"/api/v1/opportunities?q=lantern&limit=10{(after is null ? "" : $"&after={Uri.EscapeDataString(after)}")}"
            );
            seen.AddRange(page["items"]!.AsArray().Select(i => i!["ocid"]!.GetValue<string>()));
            if ((after = page["next"]?.GetValue<string>()) is null)
                break;
        }
        Assert.Equal(25, seen.Count);
        Assert.Equal(25, seen.Distinct().Count());
        foreach (
            var (query, field) in new[]
            {
                ("after=x", "after"),
                ("cpv=x", "cpv"),
                ("limit=1000", "limit"),
                ("closingBefore=soon", "closingBefore"),
                ("valueFrom=much", "valueFrom"),
                ("sort=best", "sort"),
            }
        )
        {
            using var response = await http.GetAsync(new Uri($"/api/v1/opportunities?{query}", UriKind.Relative));
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, response.StatusCode);
            Assert.Equal(field, JsonNode.Parse(await response.Content.ReadAsStringAsync())!["errors"]![0]!["field"]!.GetValue<string>());
        }
    }

    [Fact]
    public async Task five_thousand_notices_are_searched_by_index()
    {
        string[] things =
        [
            "bridges",
            "meals",
            "bicycles",
            "gardens",
            "software",
            "furniture",
            "lighting",
            "translation",
            "security",
            "recycling",
        ];
        foreach (var batch in Enumerable.Range(0, 5000).Chunk(250))
            await app.DoAsync(
                new ImportNotices([
                    .. batch.Select(n =>
                        Source(
                            $"ocds-b5fd17-bulk-{n}",
                            $"Supply of {things[n % 10]} number {n}",
                            $"2025-{1 + n % 12:00}-{1 + n % 28:00}T10:00:00Z",
                            $"{10 + n % 80}{n % 1000:000}000",
                            $"Town {n % 200}",
                            n * 100
                        )
                    ),
                ])
            );
        await CaughtUpAsync();
        await using (var analyse = app.Database.CreateCommand($"analyze {app.Services.GetRequiredService<OpportunitySearch>().Table}"))
            await analyse.ExecuteNonQueryAsync();

        await PlanAsync(new OpportunityQuery { Words = "bridges 4321" }, "words");
        await PlanAsync(new OpportunityQuery { Cpv = "33023000" }, "cpv");
        await PlanAsync(new OpportunityQuery { Place = "Town 77" }, "places");
        await PlanAsync(new OpportunityQuery(), "published");
        await PlanAsync(
            new OpportunityQuery
            {
                Order = OpportunityOrder.Closing,
                ClosingBefore = new DateTimeOffset(2025, 1, 3, 0, 0, 0, TimeSpan.Zero),
            },
            "deadline"
        );
        await PlanAsync(new OpportunityQuery { ValueFrom = 400000, ValueTo = 402000 }, "value");
        await PlanAsync(new OpportunityQuery { ForVcse = true }, "vcse");
        await PlanAsync(new OpportunityQuery { Source = "Somebody else" }, "publisher");
        await PlanAsync(new OpportunityQuery { SeenFrom = long.MaxValue - 1 }, "since");

        // Counting reads what the search finds once, by the same index.
        await using var counting = app
            .Services.GetRequiredService<SearchOpportunities>()
            .CountCommand(new OpportunityQuery { Words = "zither" });
        counting.CommandText = $"explain {counting.CommandText}";
        var plan = new List<string>();
        await using (var reader = await counting.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                plan.Add(reader.GetString(0));
        Assert.Single(plan, line => line.Contains($"Scan on {Table} o", StringComparison.Ordinal));
        Assert.DoesNotContain(plan, line => line.Contains($"Seq Scan on {Table} o", StringComparison.Ordinal));
    }

    private string Table => app.Services.GetRequiredService<OpportunitySearch>().Table.Split('.')[^1];

    private async Task PlanAsync(OpportunityQuery query, string index)
    {
        await using var command = app.Services.GetRequiredService<SearchOpportunities>().Command(query);
        command.CommandText = $"explain {command.CommandText}";
        var plan = new List<string>();
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                plan.Add(reader.GetString(0));
        var text = string.Join('\n', plan);
        Assert.Contains($"{Table}_{index}", text);
        Assert.DoesNotContain($"Seq Scan on {Table} o", text);
    }

    private static SourceRelease Source(
        string ocid,
        string title,
        string date,
        string cpv = "85000000",
        string place = "Leeds",
        int value = 1000
    )
    {
        var release = JsonSerializer.SerializeToElement(
            new
            {
                ocid,
                id = "1",
                date,
                tag = new[] { "tender" },
                initiationType = "tender",
                buyer = new { id = "B", name = $"Council of {place}" },
                tender = new
                {
                    id = "T",
                    title,
                    description = string.Join(' ', Enumerable.Range(0, 40).Select(n => $"{title} {n}")),
                    status = "active",
                    value = new { amount = value, currency = "GBP" },
                    suitability = new { vcse = value % 5000 == 0 },
                    tenderPeriod = new { endDate = date },
                    classification = new { scheme = "CPV", id = cpv },
                    items = new[] { new { id = "1", deliveryAddresses = new[] { new { region = place } } } },
                },
            }
        );
        return new SourceRelease(
            ocid,
            new NoticeSource(
                "Contracts Finder",
                null,
                null,
                "1",
                DateTimeOffset.Parse(date, System.Globalization.CultureInfo.InvariantCulture)
            ),
            $"{ocid} {title}",
            release
        );
    }

    private async Task AppendAsync(Guid stream, params object[] facts)
    {
        var at = (await app.Store.ReadStreamAsync(stream)).Count;
        await app.StoreAsync(stream, "tender", at, facts);
        await CaughtUpAsync();
    }

    private static async Task<string[]> TitlesAsync(HttpClient http, string query) =>
        [
            .. (await http.ReadAsync($"/api/v1/opportunities?{query}"))["items"]!
                .AsArray()
                .Where(i => i!["title"]!.GetValue<string>() == "Ward gardens")
                .Select(i => i!["title"]!.GetValue<string>()),
        ];

    private async Task CaughtUpAsync() => await app.SettledAsync();
}

public sealed class OpportunityPages(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task a_notice_is_found_and_read_on_pages_and_a_wrong_value_is_told()
    {
        var file = Path.Combine(TestFolders.Scratch(), "notice.jsonl");
        await File.WriteAllTextAsync(
            file,
            """
            {"ocid":"ocds-b5fd17-page","id":"014325-2025","date":"2025-03-11T09:40:02Z","tag":["tender"],"initiationType":"tender","buyer":{"id":"B","name":"Sandwell <Homes>"},"tender":{"id":"T","title":"Canal towpath repairs","description":"First.rnrnSecond.","status":"active","value":{"amount":25000,"currency":"GBP"},"suitability":{"vcse":true},"classification":{"scheme":"CPV","id":"45247112"},"tenderPeriod":{"endDate":"2025-04-01T12:00:00+01:00"},"items":[{"id":"1","deliveryAddresses":[{"region":"West Midlands"}]}],"documents":[{"id":"1","documentType":"tenderNotice","url":"https://www.contractsfinder.service.gov.uk/Notice/1"}]}}
            """.Trim()
        );
        await UseIt.Marketplace.CommandLine.ImportOcds.RunAsync(app.Services, [file], strict: true, TextWriter.Null);
        await app.SettledAsync();
        var http = await app.ClientAsync();

        var open = await http.GetStringAsync(new Uri("/opportunities?q=towpath", UriKind.Relative));
        Assert.Contains("Nothing found", open);
        foreach (var asked in new[] { "ocds-b5fd17-page", "014325-2025" })
            Assert.Contains(
                "Canal towpath repairs",
                await http.GetStringAsync(new Uri($"/opportunities?q={asked}&closed=true", UriKind.Relative))
            );
        var page = await http.GetStringAsync(
            new Uri(
                "/opportunities?q=towpath&place=west+midlands&cpv=45&valueFrom=25,000&vcse=true&closed=true&source=Contracts+Finder",
                UriKind.Relative
            )
        );
        Assert.Contains("Canal towpath repairs", page);
        Assert.DoesNotContain("govuk-pagination", page);
        Assert.Contains(">1 opportunity</h2>", page);
        Assert.Contains("Construction work (1)", page);
        Assert.Contains("Contracts Finder (1)", page);
        Assert.Contains("Sandwell &lt;Homes&gt;", page);
        Assert.Contains("£25,000", page);
        Assert.Contains("Notice from Contracts Finder", page);

        var notice = await http.GetStringAsync(new Uri($"/opportunities/{Notice.IdOf("ocds-b5fd17-page")}", UriKind.Relative));
        Assert.Contains("<p class=\"govuk-body\">Second.</p>", notice);
        Assert.Contains("midday on Tuesday 1 April 2025", notice);
        Assert.Contains("https://www.contractsfinder.service.gov.uk/Notice/1", notice);

        using var wrong = await http.GetAsync(new Uri("/opportunities?valueFrom=much", UriKind.Relative));
        Assert.Equal(422, (int)wrong.StatusCode);
        Assert.Contains("Enter values in pounds, like 25,000", await wrong.Content.ReadAsStringAsync());
        using var none = await http.GetAsync(new Uri($"/opportunities/{Guid.NewGuid()}", UriKind.Relative));
        Assert.Equal(404, (int)none.StatusCode);
    }
}
