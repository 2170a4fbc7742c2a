using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.Tests.Imports;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using Sheet = UseIt.Marketplace.Imports.Sheet;

namespace UseIt.Marketplace.Tests.Skills;

/// <summary>People from a spreadsheet: on what terms, what is refused and why, that nothing of them is in clear, and back.</summary>
public sealed class CandidateImportTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static readonly DateOnly Given = new(2025, 1, 10);
    private static readonly DateTimeOffset Now = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);
    private static readonly CandidateTerms Terms = new("nurse", LawfulBasis.PublicTask, Given, ReferralSource.CommunityOrganisation)
    {
        NoticeLanguage = "Arabic",
        Programme = "USE-IT!",
    };

    [Fact]
    public void an_import_begins_on_the_recorded_basis_with_the_notice_given_and_adults_alone()
    {
        var (id, ise, by) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var adviser = new Actor(by, ise, new HashSet<string> { Roles.Adviser }, "membership:invented");
        var paper = new SignedPaper("Policy", Given, "chief executive");
        var open = new Pathway(
            new PathwayGroundsRecorded(
                PathwayRules.IdOf(ise, "nurse"),
                ise,
                "nurse",
                [new("support", LawfulBasis.PublicTask)],
                ["employment"],
                paper,
                paper,
                by
            ),
            Open: true
        );
        var begin = new BeginCandidateImport(id, ise, "nurse", LawfulBasis.PublicTask, Given, true, 3, 4);
        var begun = new CandidateImportBegun(id, ise, begin.PathwayId, LawfulBasis.PublicTask, Given, 3, 4, by);

        Then When(BeginCandidateImport command, Pathway pathway, params object[] before) =>
            Spec.Given<CandidateImport>(before)
                .When((Stream<CandidateImport> s) => BeginCandidateImportHandler.Handle(command, s, pathway, adviser, Now));

        When(begin, open).Facts(begun);
        When(begin, open, begun).Facts();
        When(begin, open with { Open = false }).Refused("pathway-not-open");
        When(begin with { Pathway = "pilot" }, open).Refused("pathway-not-open");
        When(begin with { Basis = LawfulBasis.Consent }, open).Refused("basis-not-recorded");
        When(begin with { NoticeGivenOn = default }, open).Refused("notice-day-missing");
        When(begin with { NoticeGivenOn = new DateOnly(2026, 6, 2) }, open).Refused("day-in-future");
        When(begin with { AllDecideAlone = false }, open).Refused("not-all-decide-alone");
        When(begin with { NoticeGivenOn = Given.AddDays(1) }, open, begun).Refused("import-terms-differ");
        When(begin, open, begun, new CandidateImportUndone(id, ise, 3, 0, by)).Refused("import-undone");
        Assert.Equal(Access.NotFound, BeginCandidateImportHandler.Authorise(adviser with { Organisation = Guid.NewGuid() }, begin));
        Assert.Equal(Access.Forbidden, BeginCandidateImportHandler.Authorise(adviser with { Roles = new HashSet<string>() }, begin));
        // The guess of a file cannot be told from its id: the same bytes in another organisation, or without the key, are another import.
        Assert.NotEqual(CandidateImport.IdOf(ise, "ab"), CandidateImport.IdOf(Guid.NewGuid(), "ab"));
    }

    [Fact]
    public void zeros_days_and_merged_cells_of_a_workbook_survive_or_are_refused()
    {
        var sheet = Sheet
            .Read(
                Workbooks.Of(
                    [
                        ["Name", "Phone", "Profession", "Ward", "Notice given on", "Referred by"],
                        ["Salma Kept", "07700 900123", "Midwife", "Ladywood", "03/04/2025", "Self-referral"],
                        ["Lost Zero", new Workbooks.Styled("7700900124", 0), "Nurse", null, null, null],
                        ["Rounded Off", "4.47701E+11", "Nurse", null, null, null],
                        ["Dated Cell", new Workbooks.Styled("447700900125", 0), "Nurse", null, new Workbooks.Styled("45750", 1), null],
                        ["Too Soon", "x@example.org", "Nurse", "Atlantis", "01/01/2999", "The moon"],
                        ["Merged Here", "y@example.org", "Nurse", null, null, null],
                        ["Wrong Work", "z@example.org", "Astronaut", null, "30/02/2025", null],
                        [null, null, null, null, "3/4/25", null],
                    ],
                    "A7:B7"
                )
            )
            .Sheet!;
        var lines = Lines(sheet);

        Assert.Equal([2, 5], lines.Where(l => l.Wrong.Count == 0).Select(l => l.Row));
        var kept = lines[0];
        Assert.Equal(
            ("07700 900123", "midwife", new DateOnly(2025, 4, 3), ReferralSource.Themselves, "USE-IT!", "Arabic"),
            (kept.Contact, kept.Profession, kept.NoticeGivenOn, kept.ReferredBy, kept.Programme, kept.NoticeLanguage)
        );
        Assert.NotNull(kept.PlaceCode);
        Assert.Equal(new DateOnly(2025, 4, 3), lines[3].NoticeGivenOn);
        Says(3, "lost its first 0");
        Says(4, "rounded by the spreadsheet");
        Says(6, "is in the future");
        Says(6, "ward is not known");
        Says(6, "Who sent them is none of");
        Says(7, "are merged");
        Says(8, "none of this pathway: Nurse, Midwife");
        Says(8, "no real date");
        Says(9, "name is missing");
        Says(9, "can be reached is missing");
        Says(9, "year of two digits");
        // What is said of a row never repeats what stands in it.
        var words = string.Join('\n', lines.SelectMany(l => l.Wrong));
        foreach (var cell in new[] { "7700900124", "4.47701E+11", "Atlantis", "Astronaut", "moon", "Lost Zero" })
            Assert.DoesNotContain(cell, words, StringComparison.Ordinal);

        void Says(int row, string what) =>
            Assert.Contains(lines.Single(l => l.Row == row).Wrong, w => w.Contains(what, StringComparison.Ordinal));
    }

    [Fact]
    public void where_a_column_has_a_month_first_no_day_of_numbers_is_certain()
    {
        var lines = Lines(
            SheetOf("Name,Phone,Profession,Notice date\nA B,07700900111,Nurse,03/04/2025\nC D,07700900112,Nurse,04/25/2025\n")
        );
        Assert.Contains("may be two dates", Assert.Single(lines[0].Wrong), StringComparison.Ordinal);
        Assert.Contains("month first", Assert.Single(lines[1].Wrong), StringComparison.Ordinal);
    }

    [Fact]
    public async Task by_the_verb_a_file_is_taken_in_once_matched_and_taken_back_by_erasing()
    {
        var desk = await app.DeskAsync();
        var here = await desk.RegisterAsync("Salma Kanaryinski-Here");
        await app.SettledAsync();
        var adviser = As(desk.AdviserPerson);
        const string canary = "Zebediah Kanaryinski";
        var sheet = SheetOf(
            $"""
            Full name,Contact,Profession,Qualification,Ward
            {canary},07700 900201,Nurse,Kanarystan 2009,Ladywood
            Olena Kanarytwo,07700 900202,Midwife,,Ladywood
            {canary},07700 900201,Nurse,,
            Salma Kanaryinski Here,07700 900203,Nurse,,
            Kanary Nowhere,7700900204,Nurse,,
            """
        );
        using var said = new StringWriter();
        Assert.Equal(1, await RunAsync(adviser, sheet, preview: true, output: said));
        Assert.Contains("Row 2 says the same", said.ToString(), StringComparison.Ordinal);
        Assert.Contains($"--same 5={here}", said.ToString(), StringComparison.Ordinal);
        Assert.Contains("5 rows: 2 ready", said.ToString(), StringComparison.Ordinal);
        Assert.Equal(
            0L,
            await CountAsync(
                "select count(*) from events.mt_events where type = 'candidate_import_begun' and data ->> 'by' = $1",
                adviser.Person
            )
        );
        // That the adviser was shown whom it may be is noted.
        Assert.Equal(1L, await CountAsync("select count(*) from audit.read where purpose = 'import' and subject = $1::uuid", here));

        Assert.Equal(1, await RunAsync(adviser, sheet, (5, here.ToString())));
        var facts = await CountAsync("select count(*) from events.mt_events where $1 <> ''", adviser.Person);
        Assert.Equal(1, await RunAsync(adviser, sheet, (5, here.ToString())));
        Assert.Equal(facts, await CountAsync("select count(*) from events.mt_events where $1 <> ''", adviser.Person));
        var import = Imports.IdOf(desk.Id, sheet);
        var (first, second) = (CandidateImport.CandidateOf(import, 2), CandidateImport.CandidateOf(import, 3));
        var person = await desk.ReadAsync(first);
        Assert.Equal((canary, "Arabic"), (person["name"]!.GetValue<string>(), person["noticeLanguage"]!.GetValue<string>()));
        Assert.Empty(await app.FoundAsync([canary, "Kanarystan", "07700 900201", "Kanarytwo"]));
        // Another list with the same person: here already, and not asked about.
        using var again = new StringWriter();
        Assert.Equal(
            0,
            await RunAsync(adviser, SheetOf($"Name,Phone,Profession\n{canary.ToUpperInvariant()},07700 900201,Nurse\n"), output: again)
        );
        Assert.Contains("1 rows: 0 ready, 1 here already", again.ToString(), StringComparison.Ordinal);

        // Work has begun with the second: it stays.
        await desk.Adviser.DoAsync(
            $"/api/v1/candidates/{second}/tests",
            new
            {
                test = "oet",
                takenOn = Given,
                scores = new[] { "listening", "reading", "writing", "speaking" }.Select(part => new { part, score = "B" }),
            }
        );
        var stranger = As((await app.DeskAsync()).AdviserPerson);
        Assert.Null(await ImportCases.TakeBackAsync(app.Services, stranger, import, null, default));
        Assert.Equal(new TakenBack(1, 1, true), await ImportCases.TakeBackAsync(app.Services, adviser, import, null, default));
        await app.SettledAsync();
        Assert.Equal(Protected.Erased, (await desk.ReadAsync(first))["name"]!.GetValue<string>());
        Assert.Equal("Olena Kanarytwo", (await desk.ReadAsync(second))["name"]!.GetValue<string>());
        Assert.Equal(
            0L,
            await CountAsync(
                "select count(*) from secrets.subject_key where subject = $1::uuid and wrapped is not null",
                Candidate.SubjectOf(first)
            )
        );
        using var late = new StringWriter();
        await RunAsync(adviser, sheet, output: late);
        Assert.Contains(BeginCandidateImportHandler.UndoneBefore.Sentence, late.ToString(), StringComparison.Ordinal);
        // Erased, the person can come again, in the corrected file.
        Assert.Equal(0, await RunAsync(adviser, SheetOf($"Name,Phone,Profession\n{canary},07700 900201,Nurse\n")));
    }

    [Fact]
    public async Task taken_back_twice_at_once_each_person_is_erased_once()
    {
        var desk = await app.DeskAsync();
        var adviser = As(desk.AdviserPerson);
        var sheet = SheetOf("Name,Phone,Profession\nRaced Kanarythree,07700 900401,Nurse\nRaced Kanaryfour,07700 900402,Midwife\n");
        Assert.Equal(0, await RunAsync(adviser, sheet));
        var import = Imports.IdOf(desk.Id, sheet);
        await Task.WhenAll(
            Enumerable.Range(0, 4).Select(_ => Task.Run(() => ImportCases.TakeBackAsync(app.Services, adviser, import, null, default)))
        );
        Assert.Equal(new TakenBack(2, 0, true), await ImportCases.TakeBackAsync(app.Services, adviser, import, null, default));
        Assert.Single(await app.FactsAsync<CandidateImportUndone>(import));
        foreach (var row in new[] { 2, 3 })
            Assert.Single(await app.FactsAsync<CandidateErased>(CandidateImport.CandidateOf(import, row)));
    }

    [Fact]
    public async Task from_a_file_to_people_on_pages_and_back()
    {
        var desk = await app.DeskAsync();
        using var browser = await Browsing.AsAsync(app, desk.AdviserPerson);
        const string name = "Perpetua Pagesworth";
        var uploaded = await browser.SendWithFileAsync(
            await browser.GetAsync("/candidates/import"),
            "/candidates/import",
            "Spreadsheet",
            "people.csv",
            // Without headings: the first row is somebody's.
            Encoding.UTF8.GetBytes($"Headless Harriet,07700900300\n{name},07700900301\n{name}s,07700900302\nNo Way,12\n")
        );
        var columns = uploaded.Header("Location")!;
        var page = columns[..columns.LastIndexOf('/')];
        Assert.Equal(columns, (await browser.GetAsync(page)).Header("Location"));
        var unsaid = await browser.SendAsync(await browser.GetAsync(columns), columns);
        Assert.Equal(
            [CandidateImportColumnsPage.NoName.Sentence, CandidateImportColumnsPage.NoContact.Sentence],
            unsaid.Mistakes.Select(m => m.Sentence)
        );
        await browser.SendAsync(await browser.GetAsync(columns), columns, ("Columns[0]", "Name"), ("Columns[1]", "Contact"));
        Assert.Equal(
            0L,
            await CountAsync("select count(*) from imports.heading where heading like '%harriet%' or heading = $1", "07700900300")
        );
        Assert.Equal($"{page}/terms", (await browser.GetAsync(page)).Header("Location"));
        var nothing = await browser.SendAsync(await browser.GetAsync($"{page}/terms"), $"{page}/terms");
        Assert.Equal(
            [
                CandidateImportTermsPage.PathwayMissing.Sentence,
                BeginCandidateImportHandler.BasisMissing.Sentence,
                CandidateImportTermsPage.SourceMissing.Sentence,
            ],
            nothing.Mistakes.Select(m => m.Sentence)
        );
        (string, string)[] terms =
        [
            ("Pathway", "nurse"),
            ("Basis", "PublicTask"),
            ("NoticeGivenOn.Day", "10"),
            ("NoticeGivenOn.Month", "1"),
            ("NoticeGivenOn.Year", "2025"),
            ("NoticeLanguage", "Arabic"),
            ("ReferredBy", "College"),
        ];
        var unadult = await browser.SendAsync(await browser.GetAsync($"{page}/terms"), $"{page}/terms", terms);
        Assert.Equal([BeginCandidateImportHandler.SomeNeedOthers.Sentence], unadult.Mistakes.Select(m => m.Sentence));
        Assert.All(unadult.Mistakes, m => Assert.NotNull(m.Target));
        var otherwise = await browser.SendAsync(
            await browser.GetAsync($"{page}/terms"),
            $"{page}/terms",
            [.. terms.Select(t => t.Item1 == "Basis" ? ("Basis", "Consent") : t), ("Adults", "yes")]
        );
        Assert.Equal(
            [BeginCandidateImportHandler.BasisNotRecorded(LawfulBasis.PublicTask).Sentence],
            otherwise.Mistakes.Select(m => m.Sentence)
        );
        var agreed = await browser.SendAsync(await browser.GetAsync($"{page}/terms"), $"{page}/terms", [.. terms, ("Adults", "yes")]);
        Assert.Equal(page, agreed.Header("Location"));

        var shown = await browser.GetAsync(page);
        // Each of them lacks a profession: the pathway has two.
        Assert.Contains("The profession is missing", shown.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Import 1 row", shown.Html, StringComparison.Ordinal);
        var errors = await browser.GetAsync($"{page}?handler=Errors");
        Assert.DoesNotContain("Pagesworth", errors.Html, StringComparison.Ordinal);
        Assert.Contains("2,,", errors.Html, StringComparison.Ordinal);

        page = await ReadyAsync(
            browser,
            $"Name,Contact,Profession\n{name},07700900301,Nurse\n{name}s,07700900302,Nurse\nOne More,12,Nurse\n",
            terms
        );
        shown = await browser.GetAsync(page);
        Assert.Contains("Import 1 row<", shown.Html, StringComparison.Ordinal);
        Assert.Contains("too short", shown.Html, StringComparison.Ordinal);
        await browser.SendAsync(shown, $"{page}?handler=Answer", ("Answers[3]", "new"));
        Assert.Contains("Import 2 rows<", (await browser.GetAsync(page)).Html, StringComparison.Ordinal);
        Assert.Empty(await app.FoundAsync([name, "07700900301"]));
        using (var stranger = await Browsing.AsAsync(app, (await app.DeskAsync()).AdviserPerson))
            foreach (var at in new[] { page, $"{page}/columns", $"{page}/terms", $"{page}?handler=Errors" })
                Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(at)).Status);
        using (var manager = await Browsing.AsAsync(app, desk.ManagerPerson))
            Assert.NotEqual(HttpStatusCode.OK, (await manager.GetAsync(page)).Status);

        var done = await browser.SendAsync(await browser.GetAsync(page), page);
        Assert.Equal(HttpStatusCode.Found, done.Status);
        await app.SettledAsync();
        Assert.Contains(name, (await browser.GetAsync("/candidates")).Html, StringComparison.Ordinal);
        Assert.Empty(await app.FoundAsync([name, "07700900301"]));
        var over = await browser.GetAsync(page);
        Assert.Equal("The import is done", over.Heading);
        var back = await browser.SendAsync(over, $"{page}?handler=Undo");
        Assert.Equal("/candidates", back.Header("Location"));
        await app.SettledAsync();
        Assert.DoesNotContain(name, (await browser.GetAsync("/candidates")).Html, StringComparison.Ordinal);
        // Its bytes are gone with it, and not in three days.
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(page)).Status);
        Assert.Equal(
            0L,
            await CountAsync("select count(*) from imports.file where id = $1::uuid", Guid.Parse(page[(page.LastIndexOf('/') + 1)..]))
        );
    }

    [Fact]
    public async Task before_a_person_is_erased_there_is_a_letter_to_them_and_afterwards_there_is_none()
    {
        var desk = await app.DeskAsync();
        var employer = await app.EmployerAsync("Icknield Letters Trust");
        var person = await desk.RegisterAsync("Adaeze Letterly");
        await desk.ReadAsync(person);
        using var browser = await Browsing.AsAsync(app, desk.AdviserPerson);
        var at = $"/candidates/{person}/erasure-letter";
        Assert.Contains(at, (await browser.GetAsync($"/candidates/{person}/end")).Html, StringComparison.Ordinal);
        var letter = WebUtility.HtmlDecode((await browser.GetAsync(at)).Html);
        Assert.Contains("to Adaeze Letterly", letter, StringComparison.Ordinal);
        Assert.Contains("passed your details on to nobody", letter, StringComparison.Ordinal);
        Assert.DoesNotContain("Icknield Letters Trust", letter, StringComparison.Ordinal);
        using (var stranger = await Browsing.AsAsync(app, (await app.DeskAsync()).AdviserPerson))
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(at)).Status);
        var vacancy = await employer.PostAsync("nurse", null);
        await app.SettledAsync();
        await desk.Adviser.DoAsync($"/api/v1/candidates/{person}/vacancies/{vacancy}/yes", new { agreedOn = Given });
        await desk.Adviser.DoAsync($"/api/v1/candidates/{person}/introductions/{vacancy}", new { passedOn = "A nurse of ten years" });
        await desk.ReadAsync(person);
        letter = WebUtility.HtmlDecode((await browser.GetAsync(at)).Html);
        Assert.Contains("passed your details on to Icknield Letters Trust", letter, StringComparison.Ordinal);
        await desk.Adviser.DoAsync($"/api/v1/candidates/{person}/erase", new { reason = ErasureReasons.AskedByThePerson });
        await app.SettledAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await browser.GetAsync(at)).Status);
    }

    private static async Task<string> ReadyAsync(Browsing browser, string csv, (string, string)[] terms)
    {
        var uploaded = await browser.SendWithFileAsync(
            await browser.GetAsync("/candidates/import"),
            "/candidates/import",
            "Spreadsheet",
            "people.csv",
            Encoding.UTF8.GetBytes(csv)
        );
        var columns = uploaded.Header("Location")!;
        var page = columns[..columns.LastIndexOf('/')];
        // What is proposed by the headings is right.
        await browser.SendAsync(
            await browser.GetAsync(columns),
            columns,
            ("Columns[0]", "Name"),
            ("Columns[1]", "Contact"),
            ("Columns[2]", "Profession")
        );
        await browser.SendAsync(await browser.GetAsync($"{page}/terms"), $"{page}/terms", [.. terms, ("Adults", "yes")]);
        return page;
    }

    private CandidateImports Imports => app.Services.GetRequiredService<CandidateImports>();

    private static IReadOnlyList<CandidateLine> Lines(Sheet sheet) =>
        CandidateLine.Of(
            sheet,
            CandidateColumns.All.Match(sheet.Headings, null),
            Terms,
            PathwayRules.Of("nurse")!,
            new DateOnly(2026, 6, 1)
        );

    private static Sheet SheetOf(string csv) => Sheet.Read(Encoding.UTF8.GetBytes(csv)).Sheet!;

    private static Actor As(TestPerson person) =>
        new(person.Id, person.Organisation, new HashSet<string> { Roles.Adviser }, "membership:invented");

    private Task<int> RunAsync(Actor adviser, Sheet sheet, params (int Row, string Answer)[] same) =>
        RunAsync(adviser, sheet, false, null, same);

    private async Task<int> RunAsync(
        Actor adviser,
        Sheet sheet,
        bool preview = false,
        TextWriter? output = null,
        params (int Row, string Answer)[] same
    )
    {
        await app.SettledAsync();
        return await ImportRows.RunAsync(
            ImportRows.OfCandidates(app.Services, adviser, sheet, Terms, CancellationToken.None),
            same.ToDictionary(s => s.Row, s => s.Answer),
            preview,
            null,
            output ?? TextWriter.Null,
            null,
            CancellationToken.None
        );
    }

    private Task<long> CountAsync(string sql, Guid value) => CountAsync(sql, value.ToString());

    private async Task<long> CountAsync(string sql, string value)
    {
        await using var command = app.Database.CreateCommand(sql);
        command.Parameters.AddWithValue(value);
        return Convert.ToInt64(await command.ExecuteScalarAsync(), CultureInfo.InvariantCulture);
    }
}
