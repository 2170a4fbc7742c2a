using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using MiniExcelLibs;
using UglyToad.PdfPig;
using UglyToad.PdfPig.Tokens;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.CommandLine;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;
using UseIt.Testing;
using Xunit.Abstractions;
using Report = UseIt.Marketplace.CommandLine.Report;

namespace UseIt.Marketplace.Tests.Reports;

public sealed class ReportFilesTests(MarketplaceApp app, ITestOutputHelper output) : IClassFixture<MarketplaceApp>
{
    private const string Kind = "contract-return";

    [Fact]
    public async Task a_table_has_a_line_for_each_figure_and_the_same_report_has_the_same_bytes()
    {
        var (told, id) = await RunAsync();
        foreach (var format in new[] { "html", "csv", "xlsx", "json" })
            Assert.Equal(await BytesAsync(told.Manager, id, format), await BytesAsync(told.Partner, id, format));

        var csv = Encoding.UTF8.GetString(await BytesAsync(told.Manager, id, "csv"));
        Assert.StartsWith(
            "Part,About,Figure,Value,Unit,State,Words,As at,Source,Framework,Reference,Evidence\r\n",
            csv,
            StringComparison.Ordinal
        );
        Assert.Contains("\r\nCommitment,Jobs for local people,Promised,16,full-time equivalents,Promised,", csv, StringComparison.Ordinal);
        Assert.Contains(
            "\r\nCommitment,Jobs for local people,Reported by suppliers,9.25,full-time equivalents,Unverified,",
            csv,
            StringComparison.Ordinal
        );
        Assert.Contains(
            "\r\nCommitment,Jobs for local people,Verified,5.25,full-time equivalents,Verified,",
            csv,
            StringComparison.Ordinal
        );
        Assert.Contains("32.8125,%", csv, StringComparison.Ordinal);
        Assert.Contains($"\r\nCommitment,{ToldContract.Arabic},Verified,Not recorded,hours,,", csv, StringComparison.Ordinal);
        // Nothing is due yet, which is known; what nobody has recorded is not 0.
        Assert.Contains($"\r\nCommitment,{ToldContract.Arabic},Target to date,0,hours,Promised,", csv, StringComparison.Ordinal);
        Assert.DoesNotMatch("(Reported by suppliers|Verified[^,]*|In dispute|Will not be delivered),0,hours", csv);
        Assert.Contains($"/reports/{id}/evidence/{told.Jobs:N}-verified", csv, StringComparison.Ordinal);
        // What a spreadsheet would carry out is text.
        Assert.Contains("\"'=HYPERLINK(\"\"http://example.org\"\",\"\"Jobs\"\")\"", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(",=", csv, StringComparison.Ordinal);
        Assert.DoesNotContain(",\"=", csv, StringComparison.Ordinal);
    }

    [Fact]
    public async Task run_again_at_the_same_cut_it_is_the_same_report_byte_for_byte_whoever_runs_it_and_however()
    {
        var told = await ToldContract.TellAsync(app);
        var folder = Directory.CreateDirectory(Path.Combine(TestFolders.Scratch(), $"again-{Guid.NewGuid():N}")).FullName;
        var first = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        var run = await Report.RunAsync(app.Services, Kind, told.Contract, "json", Path.Combine(folder, "json"));
        foreach (var format in ReportFormat.All.Select(f => f.Name))
        {
            await Report.RunAsync(app.Services, Kind, told.Contract, format, Path.Combine(folder, format), run.DataCut);
            first[format] = await File.ReadAllBytesAsync(Path.Combine(folder, format));
        }

        var piece = Guid.CreateVersion7();
        var period = new Period(new(2026, 4, 1), new(2026, 6, 30));
        await app.StoreAsync(
            told.Lead.Id,
            [
                (
                    told.Jobs,
                    "commitment",
                    (await app.Store.FetchAsync<Commitment>(told.Jobs)).Version,
                    [new EvidenceRecorded(told.Jobs, told.Contract, piece, told.Lead.Organisation, 2, period, "Two more", [], told.Lead.Id)]
                ),
            ]
        );
        foreach (var (format, bytes) in first)
        {
            var again = await Report.RunAsync(app.Services, Kind, told.Contract, format, Path.Combine(folder, $"{format}.2"), run.DataCut);
            Assert.Equal(run.ReportId, again.ReportId);
            Assert.Equal(bytes, await File.ReadAllBytesAsync(Path.Combine(folder, $"{format}.2")));
        }
        var asked = await told.Partner.Http.DoAsync(
            "/api/v1/reports",
            new
            {
                kind = Kind,
                subjectId = told.Contract,
                dataCut = app.Services.GetRequiredService<PositionTokens>().Of(run.DataCut),
            }
        );
        Assert.Equal(run.ReportId, asked["id"]!.GetValue<Guid>());
        Assert.Single(await app.FactsAsync<ReportRun>(run.ReportId));

        // And not only because it is kept: made once more from the facts up to there, it is the same report.
        var (kinds, writer) = (app.Services.GetRequiredService<ReportKinds>(), app.Services.GetRequiredService<ReportWriter>());
        var model = await ModelAsync(told, run.DataCut);
        var template = await writer.TemplateForAsync(kinds.Find(Kind)!, model, CancellationToken.None);
        var anew = RunReportHandler.Frozen(told.Contract, kinds.Find(Kind)!, template, model, run.DataCut);
        Assert.Equal((run.ReportId, run.Checksum), (anew.ReportId, anew.Checksum));
        foreach (var format in ReportFormat.All)
            Assert.Equal(
                first[format.Name],
                await app.Services.GetRequiredService<ReportFiles>().WriteAsync(anew, format, CancellationToken.None)
            );
        // A later cut is another report.
        Assert.NotEqual(
            run.ReportId,
            (await Report.RunAsync(app.Services, Kind, told.Contract, "csv", Path.Combine(folder, "later"))).ReportId
        );
    }

    [Fact]
    public async Task a_spreadsheet_is_read_by_another_library_with_numbers_as_numbers_and_texts_whole()
    {
        var (told, id) = await RunAsync();
        using var file = new MemoryStream(await BytesAsync(told.Manager, id, "xlsx"));
        var rows = file.Query(useHeaderRow: true).Cast<IDictionary<string, object?>>().ToArray();
        var verified = Assert.Single(
            rows,
            r => (string?)r["About"] == "Jobs for local people" && (string?)r["Figure"] == "Verified" && (string?)r["Part"] == "Commitment"
        );
        Assert.Equal(5.25, Assert.IsType<double>(verified["Value"]));
        Assert.Equal("full-time equivalents", verified["Unit"]);
        Assert.Contains(rows, r => (string?)r["About"] == ToldContract.Arabic && (string?)r["Value"]?.ToString() == "Not recorded");
        Assert.Contains(rows, r => r["Words"] is string words && words == ToldContract.LeadingZeros);
        Assert.Contains(rows, r => r["Words"] is string words && words == ToldContract.Formula);
        file.Position = 0;
        using var zip = new System.IO.Compression.ZipArchive(file);
        foreach (var part in zip.Entries)
        {
            using var text = new StreamReader(part.Open());
            Assert.DoesNotContain("<x:f>", await text.ReadToEndAsync(), StringComparison.Ordinal);
            Assert.Equal(1980, part.LastWriteTime.Year);
        }
    }

    [Fact]
    public async Task a_pdf_is_tagged_holds_the_same_figures_and_its_links_lead_to_the_marketplace()
    {
        var (told, id) = await RunAsync();
        var bytes = await PdfAsync(told.Manager.Http, $"/api/v1/reports/{id}.pdf");
        using var pdf = PdfDocument.Open(bytes);
        var text = TextOf(bytes);
        foreach (var shown in new[] { "Social value return: Grounds and joinery", "£240,000.00", "9.25", "5.25", "32.81%", "Not recorded" })
            Assert.Contains(shown, text, StringComparison.Ordinal);
        Assert.Contains("alert(1)", text, StringComparison.Ordinal);
        var catalog = pdf.Structure.Catalog.CatalogDictionary;
        Assert.True(catalog.ContainsKey(NameToken.Create("StructTreeRoot")));
        Assert.True(catalog.ContainsKey(NameToken.Create("MarkInfo")));
        Assert.Equal("Social value return: Grounds and joinery", pdf.Information.Title);
        var links = pdf.GetPages().SelectMany(p => p.GetHyperlinks()).Select(l => l.Uri).ToArray();
        Assert.NotEmpty(links);
        Assert.All(links, link => Assert.StartsWith(app.Settings.Address, link, StringComparison.Ordinal));
    }

    [Fact]
    public async Task what_is_printed_loads_nothing_and_runs_no_script()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;
        using var printer = new PdfPrinter(PdfPrinter.Find(), "https://marketplace.example.org");
        var html = string.Create(
            CultureInfo.InvariantCulture,
            $"""
            <!DOCTYPE html><html lang="en-GB"><head><title>Trap</title><link rel="stylesheet" href="http://127.0.0.1:{port}/a.css"></head>
            <body><h1>Kept</h1><img src="http://127.0.0.1:{port}/b.png" alt=""><iframe src="file:///etc/passwd"></iframe>
            <script>document.body.textContent = "Taken"; fetch("http://127.0.0.1:{port}/c")</script></body></html>
            """
        );
        using var pdf = PdfDocument.Open(await printer.PrintAsync(html));
        var text = string.Join(' ', pdf.GetPages().SelectMany(p => p.GetWords()).Select(w => w.Text));
        Assert.Contains("Kept", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Taken", text, StringComparison.Ordinal);
        Assert.DoesNotContain("root:", text, StringComparison.Ordinal);
        Assert.False(listener.Pending());
    }

    [Fact]
    public async Task without_chromium_the_verb_names_what_to_install_and_the_page_says_how_to_print()
    {
        var (told, id) = await RunAsync();
        var file = Path.Combine(TestFolders.Scratch(), $"{Guid.NewGuid():N}.pdf");
        var ended = await Verb.RunAsync(
            ["report", Kind, "--id", told.Contract.ToString(), "--format", "pdf", "--out", file],
            [.. Verb.On(app.Settings.ConnectionString), ("PATH", "/nowhere")]
        );
        Assert.Equal(1, ended.Code);
        Assert.Equal(PdfPrinter.Missing, ended.Error.Trim());
        Assert.False(File.Exists(file));

        var run = (await app.Store.FetchAsync<UseIt.Marketplace.Reports.Report>(id)).State.Run!;
        using var none = new PdfPrinter(null, app.Settings.Address);
        var without = new ReportFiles(
            app.Services.GetRequiredService<ReportWriter>(),
            app.Services.GetRequiredService<ReportKinds>(),
            none,
            app.Services.GetRequiredService<PrintedReports>(),
            app.Database
        );
        await Assert.ThrowsAsync<PdfException>(() => without.PrintedAsync(run, TimeSpan.FromSeconds(30), CancellationToken.None));
    }

    [Fact]
    public async Task the_page_gives_the_pdf_or_says_that_it_is_being_made()
    {
        var (told, id) = await RunAsync();
        using var manager = await app.BrowserAsync(told.Manager);
        var html = await manager.GetStringAsync(new Uri($"/reports/{id}", UriKind.Relative));
        foreach (
            var (label, path) in new[]
            {
                ("PDF", "/pdf"),
                ("Spreadsheet (XLSX)", ".xlsx"),
                ("Table (CSV)", ".csv"),
                ("Data (JSON)", ".json"),
            }
        )
            Assert.Contains($"<a href=\"/reports/{id}{path}\">{label}</a>", html, StringComparison.Ordinal);
        using var patience = Patience.Begin();
        while (true)
        {
            using var answer = await manager.GetAsync(new Uri($"/reports/{id}/pdf", UriKind.Relative), patience.Token);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            if (answer.Content.Headers.ContentType!.MediaType == "application/pdf")
            {
                Assert.Equal("%PDF-"u8.ToArray(), (await answer.Content.ReadAsByteArrayAsync())[..5]);
                break;
            }
            Assert.Contains("The PDF is being made", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
            Assert.Equal("2", Assert.Single(answer.Headers.GetValues("Refresh")));
        }
    }

    [Fact]
    public async Task a_file_is_for_whoever_may_read_the_report()
    {
        var (told, id) = await RunAsync();
        var anonymous = await app.ClientAsync();
        using var rival = await app.BrowserAsync(told.Stranger);
        foreach (var format in ReportFormat.All)
        {
            using var others = await told.Stranger.Http.GetAsync(new Uri($"/api/v1/reports/{id}.{format.Name}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, others.StatusCode);
            using var nobodys = await anonymous.GetAsync(new Uri($"/api/v1/reports/{id}.{format.Name}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.Unauthorized, nobodys.StatusCode);
            using var wrong = await told.Manager.Http.GetAsync(new Uri($"/api/v1/reports/{told.Contract}.{format.Name}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, wrong.StatusCode);
        }
        foreach (var path in new[] { $"/reports/{id}", $"/reports/{id}/pdf", $"/reports/{id}.csv", $"/reports/{told.Contract}/pdf" })
        {
            using var page = await rival.GetAsync(new Uri(path, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        }
    }

    [Fact]
    public async Task a_file_we_issued_is_known_a_changed_one_is_not_and_an_erasure_since_is_told()
    {
        var (told, id) = await RunAsync();
        var file = Path.Combine(TestFolders.Scratch(), $"{Guid.NewGuid():N}.html");
        await File.WriteAllBytesAsync(file, await BytesAsync(told.Manager, id, "html"));
        var said = await Report.CheckAsync(app.Services, file);
        Assert.Contains(id.ToString(), said, StringComparison.Ordinal);
        Assert.Contains("as html: Social value return, Grounds and joinery", said, StringComparison.Ordinal);
        Assert.DoesNotContain("erased", said, StringComparison.Ordinal);

        var table = Path.Combine(TestFolders.Scratch(), $"{Guid.NewGuid():N}.csv");
        var bytes = await BytesAsync(told.Manager, id, "csv");
        await File.WriteAllBytesAsync(table, bytes);
        var printed = Path.Combine(TestFolders.Scratch(), $"{Guid.NewGuid():N}.pdf");
        var pdf = await PdfAsync(told.Manager.Http, $"/api/v1/reports/{id}.pdf");
        await File.WriteAllBytesAsync(printed, pdf);
        Assert.Contains("Okafor", TextOf(pdf), StringComparison.Ordinal);
        // The first that was printed is the one that everybody gets, and it is kept as ciphertext.
        Assert.Equal(pdf, await PdfAsync(told.Partner.Http, $"/api/v1/reports/{id}.pdf"));
        Assert.Equal(
            0,
            await app.AskAsync<long>($"select position('%PDF'::bytea in bytes)::bigint from reports.printed where report = '{id}'")
        );
        Assert.DoesNotContain("erased", await Report.CheckAsync(app.Services, printed), StringComparison.Ordinal);

        await app.Services.GetRequiredService<Vault>().EraseAsync(told.Lead.Id, "asked to be forgotten");
        Assert.Contains("has been erased since", await Report.CheckAsync(app.Services, file), StringComparison.Ordinal);
        // No name stands in a table, so nothing has changed there.
        Assert.DoesNotContain("erased", await Report.CheckAsync(app.Services, table), StringComparison.Ordinal);

        // The name has gone from the PDF as well, and so has the one that was printed first.
        Assert.Contains("has been erased since", await Report.CheckAsync(app.Services, printed), StringComparison.Ordinal);
        var anew = await PdfAsync(told.Manager.Http, $"/api/v1/reports/{id}.pdf");
        Assert.NotEqual(pdf, anew);
        Assert.DoesNotContain("Okafor", TextOf(anew), StringComparison.Ordinal);
        Assert.Contains(Protected.Erased, TextOf(anew), StringComparison.Ordinal);
        await File.WriteAllBytesAsync(printed, anew);
        Assert.DoesNotContain("erased", await Report.CheckAsync(app.Services, printed), StringComparison.Ordinal);

        bytes[^3] ^= 1;
        await File.WriteAllBytesAsync(table, bytes);
        var problem = await Assert.ThrowsAsync<CommandException>(() => Report.CheckAsync(app.Services, table));
        Assert.Contains("is not a report as it was issued here", problem.Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CommandException>(() => Report.CheckAsync(app.Services, table + ".gone"));
    }

    [Fact]
    public async Task the_verb_says_by_its_exit_code_whether_a_file_is_ours_and_names_the_kinds_there_are()
    {
        var told = await ToldContract.TellAsync(app);
        var on = Verb.On(app.Settings.ConnectionString);
        var file = Path.Combine(TestFolders.Scratch(), $"{Guid.NewGuid():N}.csv");
        var ran = await Verb.RunAsync(
            ["report", "contract-social-value-return", "--id", told.Contract.ToString(), "--format", "csv", "--out", file],
            on
        );
        Assert.True(ran.Code == 0, ran.Error);
        var ours = await Verb.RunAsync(["report", "--check", file], on);
        Assert.True(ours.Code == 0, ours.Error);
        Assert.Contains("as csv: Social value return, Grounds and joinery", ours.Output, StringComparison.Ordinal);
        await File.AppendAllTextAsync(file, "More,,,,,,,,,,,\r\n");
        var changed = await Verb.RunAsync(["report", "--check", file], on);
        Assert.Equal(1, changed.Code);
        Assert.Contains("is not a report as it was issued here", changed.Error, StringComparison.Ordinal);
        var unknown = await Verb.RunAsync(["report", "weather", "--id", told.Contract.ToString(), "--out", file], on);
        Assert.Equal(1, unknown.Code);
        foreach (var kind in app.Services.GetRequiredService<ReportKinds>().All)
            Assert.Contains(kind.Name, unknown.Error, StringComparison.Ordinal);
        var listed = await Verb.RunAsync(["report", "--list"], on);
        Assert.Contains($"{Kind}\t{told.Contract}\tGrounds and joinery", listed.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_report_frozen_under_the_kinds_former_name_with_a_template_without_parts_still_reads()
    {
        var told = await ToldContract.TellAsync(app);
        const string Text =
            "<p>{{ contract.title }} {{ report.id }}</p>{{ for c in contract.commitments }}<figure>{{ bars c }}</figure>{{ end }}";
        var sha256 = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(Text)));
        await using (var keep = app.Database.CreateCommand("insert into reports.template (sha256, path, text) values ($1, $2, $3)"))
        {
            foreach (var value in new[] { sha256, "reports/contract-social-value-return.html.sbn", Text })
                keep.Parameters.Add(new Npgsql.NpgsqlParameter<string> { TypedValue = value });
            await keep.ExecuteNonQueryAsync();
        }
        var model = await ModelAsync(told);
        var old = Guid.CreateVersion7();
        var frozen = JsonSerializer.SerializeToElement(model, model.GetType(), EventJson.Options);
        await app.StoreAsync(
            told.Manager.Id,
            [
                (
                    old,
                    "report",
                    0,
                    [
                        new ReportRun(
                            old,
                            "contract-social-value-return",
                            told.Contract,
                            "reports/contract-social-value-return.html.sbn",
                            sha256,
                            1,
                            null,
                            frozen,
                            CanonicalJson.Sha256(frozen)
                        ),
                    ]
                ),
            ]
        );
        var html = await told.Manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{old}.html", UriKind.Relative));
        Assert.StartsWith($"<p>Grounds and joinery {old}</p>", html, StringComparison.Ordinal);
        Assert.Equal(2, Regex.Count(html, "<svg"));
        Assert.NotEmpty(await BytesAsync(told.Manager, old, "csv"));

        // The old word goes on as another name of the same kind.
        var again = await told.Manager.Http.DoAsync(
            "/api/v1/reports",
            new { kind = "contract-social-value-return", subjectId = told.Contract }
        );
        Assert.Equal(Kind, (await told.Manager.Http.ReadAsync($"/api/v1/reports/{again["id"]}"))["kind"]!.GetValue<string>());
    }

    [Fact]
    public async Task the_gallery_offers_what_the_reader_can_run_and_runs_it()
    {
        var told = await ToldContract.TellAsync(app);
        await app.SettledAsync();
        using var manager = await app.BrowserAsync(told.Manager);
        using var rival = await app.BrowserAsync(told.Stranger);
        var gallery = await manager.GetStringAsync(new Uri("/reports", UriKind.Relative));
        Assert.Contains("Reports you can run</h1>", gallery, StringComparison.Ordinal);
        Assert.Contains(">Social value return</a>", gallery, StringComparison.Ordinal);
        Assert.DoesNotContain(
            ">Social value return</a>",
            await rival.GetStringAsync(new Uri("/reports", UriKind.Relative)),
            StringComparison.Ordinal
        );
        // What is in each, and what it looks like with nothing real in it.
        Assert.Contains("<li>Promised and delivered</li>", gallery, StringComparison.Ordinal);
        Assert.Contains("href=\"/reports/previews/contract-return\"", gallery, StringComparison.Ordinal);
        foreach (var kind in app.Services.GetRequiredService<ReportKinds>().All)
        {
            using var preview = await rival.GetAsync(new Uri($"/reports/previews/{kind.Name}", UriKind.Relative));
            Assert.Equal(HttpStatusCode.OK, preview.StatusCode);
            var shown = await preview.Content.ReadAsStringAsync();
            Assert.Contains("every organisation, person and figure here is invented", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("Grounds and joinery", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("<script", shown, StringComparison.Ordinal);
            Assert.DoesNotContain("<a ", shown, StringComparison.Ordinal);
        }
        using (var unknown = await rival.GetAsync(new Uri("/reports/previews/weather", UriKind.Relative)))
            Assert.Equal(HttpStatusCode.NotFound, unknown.StatusCode);
        var about = await manager.GetStringAsync(new Uri($"/reports?about={told.Contract}", UriKind.Relative));
        var path = WebUtility.HtmlDecode(Regex.Match(about, "href=\"([^\"]+)\">Social value return</a>").Groups[1].Value);
        var ran = await manager.SendFormAsync(path, path, ("Kind", Kind), ("Subject", told.Contract.ToString()));
        Assert.Contains("<h1>Social value return: Grounds and joinery</h1>", ran.Html, StringComparison.Ordinal);

        var choose = $"/reports/new?kind={Kind}";
        var none = await manager.SendFormAsync(choose, choose, ("Kind", Kind), ("Subject", ""));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, none.Status);
        Assert.Contains("Choose what the report is about", none.Html, StringComparison.Ordinal);
        foreach (var closed in new[] { path, $"/reports/new?kind=weather&subject={told.Contract}" })
        {
            using var answer = await rival.GetAsync(new Uri(closed, UriKind.Relative));
            Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        }
    }

    [Theory]
    [InlineData("html", "<!DOCTYPE html>")]
    [InlineData("csv", "Part,About,")]
    [InlineData("xlsx", "PK")]
    [InlineData("json", "{")]
    [InlineData("pdf", "%PDF-")]
    public async Task the_verb_writes_every_format(string format, string begins)
    {
        var told = await ToldContract.TellAsync(app);
        var file = Path.Combine(TestFolders.Scratch(), $"{Guid.NewGuid():N}.{format}");
        var run = await Report.RunAsync(app.Services, Kind, told.Contract, format, file);
        Assert.StartsWith(begins, Encoding.Latin1.GetString(await File.ReadAllBytesAsync(file)).TrimStart(), StringComparison.Ordinal);
        Assert.Contains(run.ReportId.ToString(), await Report.CheckAsync(app.Services, file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task ten_thousand_commitments_are_written_as_a_page_and_as_tables()
    {
        const int Many = 10_000;
        var (contract, buyer, lead) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        Guid[] ids = [.. Enumerable.Range(1, Many).Select(n => UuidV5.Of(contract, $"commitment {n}"))];
        var period = new Period(new(2026, 4, 1), new(2027, 3, 31));
        var metric = new CommitmentMetric("PPN 002", "February 2025", "1a", "hours", new(2027, 3, 31));
        var facts = new ContractFacts(
            1,
            [
                Stored(
                    contract,
                    new ContractPrepared(
                        contract,
                        Guid.Empty,
                        Guid.Empty,
                        Guid.Empty,
                        buyer,
                        [lead],
                        lead,
                        null,
                        "Everything",
                        new Money(1m),
                        period,
                        "00",
                        ids
                    )
                ),
            ],
            [
                .. ids.SelectMany(
                    (id, n) =>
                        new[]
                        {
                            Stored(
                                id,
                                new CommitmentPromised(
                                    id,
                                    id,
                                    Guid.Empty,
                                    Guid.Empty,
                                    Guid.Empty,
                                    lead,
                                    $"Promise {n + 1}.",
                                    "As in our bid",
                                    metric,
                                    5,
                                    true
                                )
                            ),
                            Stored(id, new EvidenceRecorded(id, contract, id, lead, 4, period, $"Sheet {n + 1}.", [])),
                            Stored(id, new EvidenceVerified(id, contract, id, 3, null)),
                        }
                ),
            ],
            [],
            []
        );
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var model = SocialValueReturn.From(facts, "cut", demonstration: false)!;
        var templates = app.Services.GetRequiredService<ReportTemplates>();
        var template = await templates.KeepAsync(await templates.CurrentAsync(Kind, CancellationToken.None), CancellationToken.None);
        var run = new ReportRun(
            Guid.CreateVersion7(),
            Kind,
            contract,
            template.Path,
            template.Sha256,
            1,
            null,
            JsonSerializer.SerializeToElement(model, EventJson.Options),
            "00"
        );
        Said("made");
        var html = await app.Services.GetRequiredService<ReportWriter>().HtmlAsync(run, CancellationToken.None);
        Said("html");
        var csv = Encoding.UTF8.GetString(ReportTable.Csv(run, model, "Return"));
        Said("csv");
        using var xlsx = new MemoryStream(ReportTable.Xlsx(run, model, "Return"));
        Said("xlsx");
        Assert.Equal(Many, Regex.Count(html, "<th scope=\"row\">Promise \\d+\\. "));
        Assert.Contains("There are 10,000 commitments", html, StringComparison.Ordinal);
        Assert.Equal(Many, Regex.Count(csv, ",Sheet \\d+\\.,"));
        // Eleven figures and a piece of evidence for each, and what is said of the contract and the report.
        Assert.InRange(xlsx.Query().Count(), 12 * Many, 12 * Many + 20);

        void Said(string what)
        {
            output.WriteLine($"{what}: {clock.ElapsedMilliseconds} ms");
            clock.Restart();
        }

        static JasperFx.Events.IEvent Stored(Guid stream, object fact) => LogSteps.Stored(stream, fact, DateTimeOffset.UnixEpoch);
    }

    private async Task<(ToldContract Told, Guid Report)> RunAsync()
    {
        var told = await ToldContract.TellAsync(app);
        return (told, RunReportHandler.ReportOf(await app.DoAsync(new RunReport(Kind, told.Contract))));
    }

    private async Task<IReportModel> ModelAsync(ToldContract told, long? upTo = null)
    {
        var cut = upTo ?? await app.Database.CeilingAsync();
        return (
            await app
                .Services.GetRequiredService<ReportKinds>()
                .Find(Kind)!
                .MakeAsync(
                    new ReportAsked(told.Contract, cut, app.Services.GetRequiredService<PositionTokens>().Of(cut), false, Actor.System),
                    CancellationToken.None
                )
        )!;
    }

    private static string TextOf(byte[] bytes)
    {
        using var pdf = PdfDocument.Open(bytes);
        return Regex.Replace(string.Join(' ', pdf.GetPages().Select(p => string.Join(' ', p.GetWords().Select(w => w.Text)))), "\\s+", " ");
    }

    private static async Task<byte[]> PdfAsync(HttpClient http, string path)
    {
        using var patience = Patience.Begin();
        while (true)
        {
            using var answer = await http.GetAsync(new Uri(path, UriKind.Relative), patience.Token);
            if (answer.StatusCode == HttpStatusCode.OK)
                return await answer.Content.ReadAsByteArrayAsync(patience.Token);
            Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        }
    }

    private static async Task<byte[]> BytesAsync(TestPerson person, Guid report, string format) =>
        await person.Http.GetByteArrayAsync(new Uri($"/api/v1/reports/{report}.{format}", UriKind.Relative));
}
