using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Opportunities;
using UseIt.Testing;

namespace UseIt.Marketplace.Tests.Opportunities;

public sealed class ImportOcdsTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly string ContractsFinder = Path.Combine(SharedData.Folder, "ocds", "contracts_finder_releases_120.jsonl");
    private static readonly string FindATender = Path.Combine(SharedData.Folder, "ocds", "fts_032703-2026_release_package.json");

    [FactWithSharedData]
    public async Task real_notices_are_imported_once_found_by_their_words_and_carry_nobodys_contact_details()
    {
        // Counted in the files: 121 releases of 117 processes, four of which have a second release.
        var (first, _) = await ImportAsync([ContractsFinder, FindATender]);
        Assert.Equal("117 imported, 4 updated, 0 unchanged, 0 rejected", first);
        var (again, _) = await ImportAsync([ContractsFinder, FindATender]);
        Assert.Equal("0 imported, 0 updated, 121 unchanged, 0 rejected", again);
        await CaughtUpAsync();

        var http = await app.ClientAsync();
        await FoundAsync(
            http,
            "winter light trail heaton",
            "P-0225 Winter Light Trail Installation Event at Heaton Park",
            5100000m,
            "Manchester City Council"
        );
        await FoundAsync(
            http,
            "\"occupational health physician\"",
            "Provision of Occupational Health Physician for the University of Birmingham",
            240000m,
            "THE UNIVERSITY OF BIRMINGHAM"
        );
        await FoundAsync(
            http,
            "harrogate district heating",
            "HARROGATE TOWN DISTRICT HEATING PROJECT - Feasibility Study",
            33721m,
            "Harrogate Town Council"
        );
        // Two awards, of 18,848,731 and 188,487.
        await FoundAsync(http, "wirral princes pavement", "Princes Pavement, Birkenhead - New Market", 19037218m, "Wirral Borough Council");

        var dump = await DumpAsync(app.Database);
        Assert.Contains("Heaton Park", dump);
        Assert.DoesNotContain("redacted@example.org", dump);
        Assert.DoesNotContain("+440000000000", dump);
    }

    [Fact]
    public async Task people_disappear_from_a_release_and_an_office_stays()
    {
        var file = Write(
            "people.json",
            """
            {"publisher":{"name":"Cabinet Office","scheme":"GB-GOR","uid":"D2","uri":"https://example.org/"},"license":"https://example.org/ogl","releases":[
             {"ocid":"ocds-h6vhtk-people","id":"1","date":"2026-04-10T10:50:13","tag":["tender"],"initiationType":"tender",
              "parties":[{"id":"GB-1","name":"Ladywood Town Council","roles":["buyer"],"contactPoint":{"name":"Ottoline Quennell","email":"ottoline.quennell@example.org","telephone":"0121 496 0123","url":"https://portal.example.org/"},
                "details":{"email":"o.quennell@example.org","telephone":"+44 121 496 0199"}}],
              "tender":{"id":"T1","title":"Grounds of three parks","description":"Ask Ottoline Quennell (ottoline.quennell@example.org, 0121 496 0123) or tenders@example.org. Lot 01185010 is worth 0121 pounds.",
                "persons":[{"name":"Barnaby Thistlewood"}]}}]}
            """
        );
        var (summary, _) = await ImportAsync([file]);
        Assert.Equal("1 imported, 0 updated, 0 unchanged, 0 rejected", summary);
        await CaughtUpAsync();
        var notice = await (await app.ClientAsync()).ReadAsync($"/api/v1/opportunities/{Notice.IdOf("ocds-h6vhtk-people")}");
        Assert.Equal(
            "Ask [name removed] ([contact details removed], [contact details removed]) or tenders@example.org. Lot 01185010 is worth 0121 pounds.",
            notice["description"]!.GetValue<string>()
        );
        Assert.Equal("https://portal.example.org/", notice["notice"]!["parties"]![0]!["contactPoint"]!["url"]!.GetValue<string>());
        // A time without an offset is UK time: summer time in April.
        Assert.Equal("2026-04-10T09:50:13.000000Z", notice["publishedAt"]!.GetValue<string>());
        var dump = await DumpAsync(app.Database);
        foreach (var word in new[] { "Ottoline", "quennell", "496 01", "Thistlewood" })
            Assert.DoesNotContain(word, dump, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task a_newer_release_revises_and_an_update_keeps_what_it_does_not_mention()
    {
        var id = Notice.IdOf("ocds-b5fd17-delta");
        string Release(string id, string date, string tender) =>
            $$$"""{"ocid":"ocds-b5fd17-delta","id":"{{{id}}}","date":"{{{date}}}","tag":["tender"],"initiationType":"tender","buyer":{"id":"B","name":"Sandwell Homes"},"tender":{"id":"T",{{{tender}}}}}""";
        var full = Write(
            "full.json",
            Release("1", "2026-01-05T10:00:00Z", "\"title\":\"Window cleaning\",\"tenderPeriod\":{\"endDate\":\"2026-02-01T12:00:00Z\"}")
        );
        var delta = Write("delta.json", Release("2", "2026-01-06T10:00:00Z", "\"tenderPeriod\":{\"endDate\":\"2026-02-20T12:00:00Z\"}"));
        var older = Write("older.json", Release("0", "2026-01-01T10:00:00Z", "\"title\":\"Windows\""));
        Assert.Equal("1 imported, 0 updated, 0 unchanged, 0 rejected", (await ImportAsync([full])).Summary);
        Assert.Equal("0 imported, 1 updated, 0 unchanged, 0 rejected", (await ImportAsync([delta])).Summary);
        Assert.Equal("0 imported, 0 updated, 1 unchanged, 0 rejected", (await ImportAsync([older])).Summary);
        await CaughtUpAsync();
        var notice = await (await app.ClientAsync()).ReadAsync($"/api/v1/opportunities/{id}");
        Assert.Equal("Window cleaning", notice["title"]!.GetValue<string>());
        Assert.Equal("2026-02-20T12:00:00.000000Z", notice["deadline"]!.GetValue<string>());
        var facts = await app.Store.ReadStreamAsync(id);
        Assert.Equal([typeof(NoticeImported), typeof(NoticeRevised)], facts.Select(f => f.Data.GetType()));
    }

    [Fact]
    public async Task what_a_delta_left_out_is_filled_in_by_the_older_release_when_it_comes()
    {
        var delta = Write(
            "delta-first.jsonl",
            """{"ocid":"ocds-b5fd17-late","id":"2","date":"2026-01-06T10:00:00Z","tag":["tenderUpdate"],"initiationType":"tender","tender":{"id":"T","tenderPeriod":{"endDate":"2026-02-20T12:00:00Z"}}}"""
        );
        var full = Write(
            "full-later.jsonl",
            """{"ocid":"ocds-b5fd17-late","id":"1","date":"2026-01-05T10:00:00Z","tag":["tender"],"initiationType":"tender","tender":{"id":"T","title":"Canal boat repairs","tenderPeriod":{"endDate":"2026-02-01T12:00:00Z"}}}"""
        );
        await ImportAsync([delta]);
        Assert.Equal("0 imported, 1 updated, 0 unchanged, 0 rejected", (await ImportAsync([full])).Summary);
        await CaughtUpAsync();
        var notice = await (await app.ClientAsync()).ReadAsync($"/api/v1/opportunities/{Notice.IdOf("ocds-b5fd17-late")}");
        Assert.Equal("Canal boat repairs", notice["title"]!.GetValue<string>());
        Assert.Equal("2026-02-20T12:00:00.000000Z", notice["deadline"]!.GetValue<string>());
    }

    [Fact]
    public async Task each_kind_of_file_is_read()
    {
        static string R(string n) =>
            $$$"""{"ocid":"ocds-b5fd17-kind-{{{n}}}","id":"1","date":"2026-01-05T10:00:00Z","tag":["tender"],"initiationType":"tender","tender":{"id":"T","title":"Kind {{{n}}}"}}""";
        var package = Write(
            "package.json",
            $$"""
            {
              "uri": "https://example.org/p", "version": "1.1",
              "releases": [
                {{R("a")}},
                {{R("b")}}
              ],
              "publisher": {"name": "Said After The Releases"}
            }
            """
        );
        var records = Write(
            "records.json",
            $"{{\"records\":[{{\"ocid\":\"ocds-b5fd17-kind-c\",\"releases\":[{R("c")}]}},{{\"ocid\":\"ocds-b5fd17-kind-d\",\"releases\":[{{\"url\":\"https://example.org/d\"}}],\"compiledRelease\":{R("d")}}}]}}"
        );
        var lines = Write("lines.txt", $"{R("e")}\n\n{R("f")}\n");
        var single = Write("single.json", $"\n  {R("g")}");
        var marked = Write("marked.json", $"\uFEFF{{\"releases\":[{R("h")}]}}");
        var (summary, _) = await ImportAsync([package, records, lines, single, marked]);
        Assert.Equal("8 imported, 0 updated, 0 unchanged, 0 rejected", summary);
        await CaughtUpAsync();
        var notice = await (await app.ClientAsync()).ReadAsync($"/api/v1/opportunities/{Notice.IdOf("ocds-b5fd17-kind-a")}");
        Assert.Equal("Said After The Releases", notice["publisher"]!.GetValue<string>());
    }

    [Fact]
    public async Task what_cannot_be_kept_is_told_by_file_and_line_and_the_rest_is_kept()
    {
        static string R(string n, string title = "x") =>
            $$$"""{"ocid":"ocds-b5fd17-bad-{{{n}}}","id":"1","date":"2026-01-05T10:00:00Z","tag":["tender"],"initiationType":"tender","tender":{"id":"T","title":"{{{title}}}"}}""";
        var lines = Write(
            "bad.jsonl",
            string.Join('\n', R("1"), R("2")[..60], R("3", "a\\u0000b"), R("4", "half \\ud800"), """{"hello":"world"}""", "[1,2]", R("5"))
        );
        var truncated = Write("truncated.json", $"{{\"releases\":[\n{R("6")},\n{R("7")[..80]}");
        var other = Write("other.json", "this is no JSON");
        var dated = Write("dated.json", """{"ocid":"ocds-b5fd17-bad-8","id":"1","date":"next week","tag":["tender"]}""");
        var missing = Path.Combine(Path.GetTempPath(), "useit-not-there.json");
        var (summary, rejects) = await ImportAsync([lines, truncated, other, dated, missing]);
        Assert.Equal("3 imported, 0 updated, 0 unchanged, 9 rejected", summary);
        Assert.Equal(
            [
                $"{lines}: line 2: not complete JSON, it breaks at character 61; download the file again",
                $"{lines}: line 3: ocds-b5fd17-bad-3: a text holds a NUL character",
                $"{lines}: line 4: ocds-b5fd17-bad-4: a text holds half of a character, or a field stands twice",
                $"{lines}: line 5: not OCDS: expected a release package, a record package or a release",
                $"{lines}: line 6: not OCDS: expected a release package, a record package or a release",
                $"{truncated}: line 3: not complete JSON from here on; download the file again",
                $"{other}: line 1: not complete JSON from here on; download the file again",
                $"{dated}: line 1: ocds-b5fd17-bad-8: the release's date is missing or cannot be read",
                $"{missing}: there is no such file",
            ],
            rejects
        );
        var output = new StringWriter();
        Assert.Equal(1, await ImportOcds.RunAsync(app.Services, [other], strict: true, output));
        Assert.Equal(0, await ImportOcds.RunAsync(app.Services, [other], strict: false, output));
    }

    [Fact]
    public async Task many_notices_take_few_commits()
    {
        var file = Write(
            "many.jsonl",
            string.Join(
                '\n',
                Enumerable
                    .Range(0, 450)
                    .Select(n =>
                        $$$"""{"ocid":"ocds-b5fd17-many-{{{n}}}","id":"1","date":"2026-01-05T10:00:00Z","tag":["tender"],"initiationType":"tender","tender":{"id":"T","title":"Many {{{n}}}"}}"""
                    )
            )
        );
        var (summary, _) = await ImportAsync([file]);
        Assert.Equal("450 imported, 0 updated, 0 unchanged, 0 rejected", summary);
        await using var command = app.Database.CreateCommand(
            "select count(distinct xmin::text) from events.mt_events where data ->> 'ocid' like 'ocds-b5fd17-many-%'"
        );
        Assert.Equal(3L, await command.ExecuteScalarAsync());
    }

    private static string Write(string name, string text)
    {
        var path = Path.Combine(TestFolders.Scratch(), name);
        File.WriteAllText(path, text);
        return path;
    }

    private async Task<(string Summary, string[] Rejects)> ImportAsync(IReadOnlyList<string> files)
    {
        var output = new StringWriter();
        Assert.Equal(0, await ImportOcds.RunAsync(app.Services, files, strict: false, output));
        var lines = output.ToString().TrimEnd().Split(Environment.NewLine);
        return (lines[^1], lines[..^1]);
    }

    private async Task CaughtUpAsync() => await app.SettledAsync();

    private static async Task FoundAsync(HttpClient http, string words, string title, decimal? value, string buyer)
    {
        var page = await http.ReadAsync($"/api/v1/opportunities?q={Uri.EscapeDataString(words)}");
        var found = page["items"]!.AsArray().Single(i => i!["title"]!.GetValue<string>() == title)!;
        Assert.Equal(value, found["value"]?["amount"]?.GetValue<decimal>());
        Assert.Equal(buyer, found["buyer"]!["name"]!.GetValue<string>());
    }

    /// <summary>Every row of every table as text, but the keys.</summary>
    internal static async Task<string> DumpAsync(NpgsqlDataSource database)
    {
        var tables = new List<string>();
        await using (
            var command = database.CreateCommand(
                """
                select format('%I.%I', schemaname, tablename) from pg_tables
                where schemaname not in ('pg_catalog', 'information_schema', 'secrets')
                """
            )
        )
        await using (var reader = await command.ExecuteReaderAsync())
            while (await reader.ReadAsync())
                tables.Add(reader.GetString(0));
        var dump = new System.Text.StringBuilder();
        foreach (var table in tables)
        {
            await using var command = database.CreateCommand($"select t::text from {table} t");
            await using var reader = await command.ExecuteReaderAsync();
            while (await reader.ReadAsync())
                dump.AppendLine(reader.GetString(0));
        }
        return dump.ToString();
    }
}

public sealed class ReadingSources
{
    [Theory]
    [InlineData("of the event.rnrnAdditional information: rnThe Council", "of the event.\n\nAdditional information: \nThe Council")]
    [InlineData("Tenderer Q&A. Modern internal furniture for Cornwall", "Tenderer Q&A. Modern internal furniture for Cornwall")]
    [InlineData("Lot productsrnLot 3: Rental", "Lot products\nLot 3: Rental")]
    [InlineData("already\nbroken.rnrn", "already\nbroken.rnrn")]
    public void lost_line_breaks_are_found_again_and_words_left_alone(string source, string readable) =>
        Assert.Equal(readable, SourceText.Readable(source));
}
