using System.Net;
using System.Text;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Imports;

public sealed class CaseImportTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static int numbers = 70_000_000;

    [Fact]
    public async Task a_file_is_taken_in_once_counts_when_signed_and_is_taken_back_but_for_what_was_signed()
    {
        var (ise, adviser) = await AdviserAsync();
        var number = $"{Interlocked.Increment(ref numbers)}";
        var here = Guid.CreateVersion7();
        await app.DoAsync(new RegisterOrganisation(here, "Ladywood Grounds CIC", [OrganisationKind.Enterprise], [new("GB-COH", number)]));
        await app.DoAsync(new CheckOrganisationIdentity(here, IdentityCheck.ByAdministrator));
        var manager = await app.PersonAsync("Amina Yusuf", here, Roles.Signatory, Roles.BidManager);
        await app.SettledAsync();
        var sheet = SheetOf(
            $"""
            Enterprise,Company number,Town,Date,Hours,Topic,Project
            Ladywood Grounds,{number},Birmingham,03/02/2025,2,Pricing,Fund
            Ladywood Grounds,{number},Birmingham,10/02/2025,1.5,Policies,Fund
            Soho Imported Kitchen {ise:N},,Birmingham,12/02/2025,1,Pricing,Fund
            Nobody,,Birmingham,13/13/2025,1,Pricing,Fund
            """
        );

        Assert.Equal(1, await RunAsync(adviser, sheet, preview: true));
        Assert.Equal(
            0L,
            await CountAsync("select count(*) from events.mt_events where type = 'import_begun' and data ->> 'by' = $1", adviser)
        );
        Assert.Equal(1, await RunAsync(adviser, sheet));
        var facts = await CountAsync("select count(*) from events.mt_events where $1 <> ''", adviser);
        Assert.Equal(1, await RunAsync(adviser, sheet));
        Assert.Equal(facts, await CountAsync("select count(*) from events.mt_events where $1 <> ''", adviser));

        var import = Import.IdOf(ise, sheet.Sha256);
        var (@case, session) = (Import.CaseOf(import, 2), Import.SessionOf(import, 2));
        await app.DoAsync(new AcceptCase(@case), As(manager, Roles.BidManager));
        await app.SettledAsync();
        var line = await LineAsync(here);
        Assert.Equal((2, 0), (line.Sessions.Count(s => s.Declared && !s.Countersigned), line.CountedMinutes));
        await app.DoAsync(new CountersignSession(session, "director"), As(manager, Roles.Signatory));
        await app.SettledAsync();
        Assert.Equal(120, (await LineAsync(here)).CountedMinutes);

        var undoing = app.Services.GetRequiredService<ImportUndoing>();
        var (other, stranger) = await AdviserAsync();
        Assert.NotEqual(ise, other);
        Assert.Null(await undoing.UndoAsync(stranger, import, null, default));
        // Two sessions nobody signed and the case nobody accepted go; what was signed and its case stay.
        Assert.Equal((3, 2, true), await undoing.UndoAsync(adviser, import, null, default));
        await app.SettledAsync();
        Assert.Equal([session], (await LineAsync(here)).Sessions.Select(s => s.SessionId));
        // Again is harmless: what was begun beside it is found.
        Assert.Equal((3, 2, true), await undoing.UndoAsync(adviser, import, null, default));
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            app.DoAsync(new CountersignSession(Import.SessionOf(import, 3), "director"), As(manager, Roles.Signatory))
        );
        Assert.Contains("Refused", refused.Message, StringComparison.Ordinal);
        using var said = new StringWriter();
        await RunAsync(adviser, sheet, output: said);
        Assert.Contains(BeginImportHandler.UndoneBefore.Sentence, said.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task taken_back_twice_at_once_it_is_taken_back_once()
    {
        var (ise, adviser) = await AdviserAsync();
        var number = $"{Interlocked.Increment(ref numbers)}";
        var sheet = SheetOf(
            $"""
            Enterprise,Company number,Date,Hours,Project
            Raced Joinery,{number},03/02/2025,2,Fund
            Raced Joinery,{number},10/02/2025,1.5,Fund
            """
        );
        Assert.Equal(0, await RunAsync(adviser, sheet));
        var import = Import.IdOf(ise, sheet.Sha256);
        var undoing = app.Services.GetRequiredService<ImportUndoing>();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => undoing.UndoAsync(adviser, import, null, default))));
        // What one was at work on is found by the next.
        Assert.Equal((3, 0, true), await undoing.UndoAsync(adviser, import, null, default));
        Assert.Single(await app.FactsAsync<ImportUndone>(import));
        foreach (var row in new[] { 2, 3 })
            Assert.Single(await app.FactsAsync<SessionWithdrawn>(Import.SessionOf(import, row)));
        Assert.Single(await app.FactsAsync<CaseExited>(Import.CaseOf(import, 2)));
        await app.SettledAsync();
        Assert.Empty((await LineAsync(Import.OrganisationOf(import, 2))).Sessions);
    }

    [Fact]
    public async Task what_a_list_says_of_an_enterprise_is_said_by_the_cases_advisers_alone_and_once()
    {
        var (ise, adviser) = await AdviserAsync();
        var (_, stranger) = await AdviserAsync();
        var (@case, enterprise, import) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.NewGuid());
        await app.DoAsync(new RegisterOrganisation(enterprise, $"Declared {ise:N} CIC", [OrganisationKind.Enterprise]));
        await app.DoAsync(new ReceiveEnquiry(@case, ise, enterprise, "Work", "A list"));
        var declare = new DeclareEnterprise(@case, "CIC", new DateOnly(2025, 4, 3), import);
        var state = (await app.Store.FetchAsync<Case>(@case)).State;
        Assert.Equal(Access.Granted, DeclareEnterpriseHandler.Authorise(adviser, state));
        Assert.Equal(Access.Forbidden, DeclareEnterpriseHandler.Authorise(adviser with { Roles = new HashSet<string>() }, state));
        Assert.Equal(Access.NotFound, DeclareEnterpriseHandler.Authorise(stranger, state));
        Assert.Equal(Access.NotFound, DeclareEnterpriseHandler.Authorise(Actor.Anonymous, state));
        // Somebody of the enterprise says what it is on its own pages, and not by a list.
        var own = As(await app.PersonAsync("Amina Own", enterprise, Roles.BidManager), Roles.BidManager);
        Assert.Equal(Access.NotFound, DeclareEnterpriseHandler.Authorise(own, state));
        foreach (var not in new[] { adviser with { Roles = new HashSet<string>() }, stranger, own })
            Assert.IsType<Outcome.Denied>(await app.Services.GetRequiredService<Commands>().SendAsync(declare, new CommandContext(not)));
        Assert.Empty(await app.FactsAsync<EnterpriseDeclared>(@case));

        await app.OnceAsync<EnterpriseDeclared>(adviser, @case, declare);
        // Two lists that differ, at once: one is heard.
        var (other, late) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await app.DoAsync(new ReceiveEnquiry(other, ise, enterprise, "Work", "A list"));
        await app.OneOfAsync<EnterpriseDeclared>(
            adviser,
            other,
            [declare with { CaseId = other, LegalForm = "CIC" }, declare with { CaseId = other, LegalForm = "CIO" }]
        );
        // Too late: the case is closed.
        await app.DoAsync(new ReceiveEnquiry(late, ise, enterprise, "Work", "A list"));
        await app.DoAsync(new ExitCase(late, "It has gone"), adviser);
        var refused = Assert.IsType<Outcome.Refused>(
            await app.Services.GetRequiredService<Commands>().SendAsync(declare with { CaseId = late }, new CommandContext(adviser))
        );
        Assert.Equal(["case-closed"], refused.Refusals.Select(r => r.Code));
    }

    [Fact]
    public async Task the_same_list_with_a_row_more_says_nothing_twice()
    {
        var (ise, adviser) = await AdviserAsync();
        var number = $"{Interlocked.Increment(ref numbers)}";
        var rows = $"""
            Enterprise,Company number,Date,Hours,Project
            Listed Joinery,{number},03/02/2025,2,Fund
            Listed Joinery,{number},10/02/2025,1.5,Fund
            """;
        await RunAsync(adviser, SheetOf(rows));
        await app.SettledAsync();
        using var said = new StringWriter();
        Assert.Equal(1, await RunAsync(adviser, SheetOf($"{rows}\nListed Joinery,{number},17/02/2025,1,Fund\n"), output: said));
        Assert.Contains(CaseImport.HereAlready, said.ToString(), StringComparison.Ordinal);
        await app.SettledAsync();
        var here = Import.OrganisationOf(Import.IdOf(ise, SheetOf(rows).Sha256), 2);
        Assert.Equal([120, 90, 60], (await LineAsync(here)).Sessions.OrderBy(s => s.Date).Select(s => s.Minutes));
    }

    [Fact]
    public async Task legal_form_and_day_of_registration_come_in_as_imported_and_never_against_each_other()
    {
        var (ise, adviser) = await AdviserAsync();
        var number = $"{Interlocked.Increment(ref numbers)}";
        var sheet = SheetOf(
            $"""
            Enterprise,Company number,Legal form,Date of registration
            Formed Kitchen,{number},C.I.C.,03/04/2025
            Formed Kitchen,{number},CIO,03/04/2025
            Formed Kitchen,{number},,
            Unformed Kitchen,,Guild of cooks,31/04/2025
            Late Kitchen,,CIC,01/01/2999
            """
        );
        using var said = new StringWriter();
        Assert.Equal(1, await RunAsync(adviser, sheet, output: said));
        Assert.Contains($"row 3: {DeclareEnterpriseHandler.SaidOtherwise.Sentence}", said.ToString(), StringComparison.Ordinal);
        Assert.Contains("row 5: Day it was registered is no real date", said.ToString(), StringComparison.Ordinal);
        Assert.Contains("row 6: Day it was registered is in the future", said.ToString(), StringComparison.Ordinal);
        await app.SettledAsync();
        var @case = Import.CaseOf(Import.IdOf(ise, sheet.Sha256), 2);
        using var browser = await Browsing.AsAsync(app, await app.PersonAsync("Yvonne Reads", ise, Roles.Adviser));
        var page = (await browser.GetAsync($"/cases/{@case}")).Html;
        Assert.Contains("Community interest company", page, StringComparison.Ordinal);
        Assert.Contains("3 April 2025", page, StringComparison.Ordinal);
        // It is no word of the enterprise's own.
        Assert.Equal(
            0L,
            await CountAsync(
                "select count(*) from events.mt_events where type = 'enterprise_registered' and data ->> 'organisationId' = $1",
                Import.OrganisationOf(Import.IdOf(ise, sheet.Sha256), 2).ToString()
            )
        );
    }

    [Fact]
    public async Task from_a_file_to_its_cases_on_pages_and_back()
    {
        var (ise, _) = await AdviserAsync();
        var person = await app.PersonAsync("Yvonne Pages", ise, Roles.Adviser);
        using var browser = await Browsing.AsAsync(app, person);
        var wrong = await browser.SendAsync(await browser.GetAsync("/cases/import"), "/cases/import");
        Assert.Equal([NewImportPage.NotChosen.Sentence], wrong.Mistakes.Select(m => m.Sentence));

        var name = $"Pages Kitchen {ise:N}";
        var uploaded = await browser.SendWithFileAsync(
            await browser.GetAsync("/cases/import"),
            "/cases/import",
            "Spreadsheet",
            "support.csv",
            Encoding.UTF8.GetBytes(
                $"Who,Date,Hours,Project\n{name},2025-02-13,2,Fund\n{name},02/30/2025,1,Fund\n{name}s,14/02/2025,1,Fund\n"
            )
        );
        Assert.Equal(HttpStatusCode.Found, uploaded.Status);
        var columns = uploaded.Header("Location")!;
        var nameless = await browser.SendAsync(await browser.GetAsync(columns), columns);
        Assert.Equal([ImportColumnsPage.NoName.Sentence], nameless.Mistakes.Select(m => m.Sentence));
        var said = await browser.SendAsync(
            await browser.GetAsync(columns),
            columns,
            ("Columns[0]", "Enterprise"),
            ("Columns[1]", "SessionOn"),
            ("Columns[2]", "Hours"),
            ("Columns[3]", "Project")
        );
        Assert.True(said.Status == HttpStatusCode.Found, string.Join('\n', said.Mistakes.Select(m => m.Sentence)));
        var page = said.Header("Location")!;
        var shown = await browser.GetAsync(page);
        Assert.Contains("month first", shown.Html, StringComparison.Ordinal);
        Assert.Contains("Import 1 row<", shown.Html, StringComparison.Ordinal);
        Assert.Contains("Answers[4]", shown.Html, StringComparison.Ordinal);
        var errors = await browser.GetAsync($"{page}?handler=Errors");
        Assert.StartsWith("Row,Enterprise,What is wrong", errors.Html.TrimStart('\uFEFF'), StringComparison.Ordinal);
        var answered = await browser.SendAsync(shown, $"{page}?handler=Answer", ("Answers[4]", "2"));
        Assert.Equal(HttpStatusCode.Found, answered.Status);

        // Its words are kept sealed, and nobody else's adviser finds it.
        Assert.Equal(0L, await CountAsync("select count(*) from imports.file where position(convert_to($1, 'UTF8') in sealed) > 0", name));
        var (elsewhere, _) = await AdviserAsync();
        using var stranger = await Browsing.AsAsync(app, await app.PersonAsync("Other Adviser", elsewhere, Roles.Adviser));
        Assert.Equal(HttpStatusCode.NotFound, (await stranger.GetAsync(page)).Status);
        using var manager = await Browsing.AsAsync(app, await app.PersonAsync("Manager Only", ise, Roles.ProgrammeManager));
        Assert.NotEqual(HttpStatusCode.OK, (await manager.GetAsync("/cases/import")).Status);

        var done = await browser.SendAsync(await browser.GetAsync(page), page);
        Assert.Equal(HttpStatusCode.Found, done.Status);
        var over = await browser.GetAsync(page);
        Assert.Equal("The import is done", over.Heading);
        await app.SettledAsync();
        Assert.Contains(name, (await browser.GetAsync("/cases")).Html, StringComparison.Ordinal);
        // What was said of the headings is proposed again.
        var again = await browser.SendWithFileAsync(
            await browser.GetAsync("/cases/import"),
            "/cases/import",
            "Spreadsheet",
            "more.csv",
            Encoding.UTF8.GetBytes("Who,Hours\nA new one,1\n")
        );
        Assert.Matches("selected[^>]*>Name of the enterprise", (await browser.GetAsync(again.Header("Location")!)).Html);

        await browser.SendAsync(over, $"{page}?handler=Undo");
        Assert.Equal("The import is taken back", (await browser.GetAsync(page)).Heading);
        await app.SettledAsync();
        Assert.DoesNotContain(name, (await browser.GetAsync("/cases")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public void only_an_organisation_that_is_known_begins_and_a_file_taken_back_does_not_come_again()
    {
        var (import, ise, by) = (Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid());
        var adviser = new Actor(by, ise, new HashSet<string> { Roles.Adviser }, "membership:invented");
        var begin = new BeginImport(import, ise, "ab", 3, 4);
        var known = new ImportingOrganisation(Supports: true, Checked: true, Gone: false);
        Spec.Given<Import>()
            .When((Stream<Import> s) => BeginImportHandler.Handle(begin, s, known with { Checked = false }, adviser))
            .Refused("support-organisation-not-checked");
        var begun = new ImportBegun(import, ise, "ab", 3, 4, by);
        Spec.Given<Import>().When((Stream<Import> s) => BeginImportHandler.Handle(begin, s, known, adviser)).Facts(begun);
        Spec.Given<Import>(begun).When((Stream<Import> s) => BeginImportHandler.Handle(begin, s, known, adviser)).Facts();
        Spec.Given<Import>(begun, new ImportUndone(import, ise, 1, 0, by))
            .When((Stream<Import> s) => BeginImportHandler.Handle(begin, s, known, adviser))
            .Refused("import-undone");
        Assert.Equal(Access.NotFound, BeginImportHandler.Authorise(adviser with { Organisation = Guid.NewGuid() }, begin));
        Assert.Equal(Access.Forbidden, BeginImportHandler.Authorise(adviser with { Roles = new HashSet<string>() }, begin));
    }

    [Fact]
    public async Task a_file_is_gone_after_three_days()
    {
        var (ise, adviser) = await AdviserAsync();
        var files = app.Services.GetRequiredService<ImportFiles>();
        var old = await files.KeepAsync<FileState>(ise, adviser.Person, "Name\nA"u8.ToArray(), default);
        var young = await files.KeepAsync<FileState>(ise, adviser.Person, "Name\nB"u8.ToArray(), default);
        Assert.NotNull(await files.FindAsync<FileState>(ise, old, default));
        await using (
            var age = app.Database.CreateCommand("update imports.file set kept = kept - interval '72 hours 1 minute' where id = $1")
        )
        {
            age.Parameters.AddWithValue(old);
            await age.ExecuteNonQueryAsync();
        }
        // Not found from that moment on, whether or not it has been removed already.
        Assert.Null(await files.FindAsync<FileState>(ise, old, default));
        await app.Services.GetRequiredService<Retention>().EraseAsync();
        Assert.Equal(0L, await CountAsync("select count(*) from imports.file where id = $1::uuid", old.ToString()));
        Assert.NotNull(await files.FindAsync<FileState>(ise, young, default));
    }

    private async Task<(Guid Ise, Actor Adviser)> AdviserAsync()
    {
        var ise = await app.OrganisationAsync("iSE", OrganisationKind.Support);
        return (ise, As(await app.PersonAsync("Yvonne Adviser", ise, Roles.Adviser), Roles.Adviser));
    }

    private static Actor As(TestPerson person, params string[] roles) =>
        new(person.Id, person.Organisation, roles.ToHashSet(StringComparer.Ordinal), "membership:invented");

    private Task<int> RunAsync(Actor adviser, UseIt.Marketplace.Imports.Sheet sheet, bool preview = false, TextWriter? output = null) =>
        ImportCases.RunAsync(
            app.Services,
            adviser,
            sheet,
            new Dictionary<int, string>(),
            preview,
            null,
            output ?? TextWriter.Null,
            null,
            CancellationToken.None
        );

    private static UseIt.Marketplace.Imports.Sheet SheetOf(string csv) =>
        UseIt.Marketplace.Imports.Sheet.Read(Encoding.UTF8.GetBytes(csv)).Sheet!;

    private async Task<EnterpriseLine> LineAsync(Guid enterprise) =>
        (await app.Services.GetRequiredService<EnterpriseLines>().FindAsync(app.Database, enterprise))!;

    private async Task<long> CountAsync(string sql, Actor actor) => await CountAsync(sql, actor.Person.ToString());

    private async Task<long> CountAsync(string sql, string value)
    {
        await using var command = app.Database.CreateCommand(sql);
        command.Parameters.AddWithValue(value);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
