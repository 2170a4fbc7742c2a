using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Spend;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Spend;

/// <summary>What may come into a ledger of paid invoices, once, and what a buyer calls local.</summary>
public sealed class SpendLedgerDecisions
{
    private static readonly Guid Buyer = Guid.NewGuid();
    private static readonly Guid Document = Guid.NewGuid();
    private static readonly Guid Ledger = SpendLedger.IdOf(Buyer);
    private static readonly string Digest = new('a', 64);
    private static readonly DateTimeOffset Now = new(2026, 6, 30, 12, 0, 0, TimeSpan.Zero);
    private static readonly SpendingBuyer Buys = new(Buys: true);

    private static readonly PaidInvoicesTakenIn In = new(Ledger, Buyer, Document, Digest, 2, 150m, 1, 1, new(2026, 4, 1), new(2026, 4, 2));

    private static readonly PaidLine Line = new(
        2,
        "Far Supplies",
        null,
        "LS1 4AP",
        new Money(150m),
        new(2026, 4, 1),
        "A1",
        null,
        Another: false
    );

    [Fact]
    public void what_is_taken_in_says_the_sums_of_its_lines()
    {
        var organisation = Guid.NewGuid();
        var abroad = Line with { Row = 3, Net = new Money(9m, "EUR"), Paid = new(2026, 4, 2), OrganisationId = organisation };
        Spec.Given<SpendLedger>().When((SpendLedger s) => Handle(s, Brought([Line, abroad], known: [organisation]))).Facts(In);
    }

    [Fact]
    public void a_file_comes_in_once_and_again_after_it_was_taken_back()
    {
        Spec.Given<SpendLedger>(In).When((SpendLedger s) => Handle(s, Brought([Line]))).Nothing();
        var other = Guid.NewGuid();
        Spec.Given<SpendLedger>(In).When((SpendLedger s) => Handle(s, Brought([Line]), other)).Refused("ledger-file-known");
        var back = new PaidInvoicesTakenBack(Ledger, Buyer, Document, "The wrong year");
        Spec.Given<SpendLedger>(In, back)
            .When((SpendLedger s) => Handle(s, Brought([Line]), other))
            .Facts(In with { DocumentId = other, Lines = 1, NotInPounds = 0, Matched = 0, Last = new(2026, 4, 1) });
    }

    [Fact]
    public void what_looks_like_a_payment_that_is_there_is_refused_unless_somebody_said_it_is_another()
    {
        var again = Line with { Row = 3 };
        Spec.Given<SpendLedger>().When((SpendLedger s) => Handle(s, Brought([Line, again]))).Refused("paid-twice");
        Spec.Given<SpendLedger>().When((SpendLedger s) => Handle(s, Brought([Line], marks: Line.Marks()))).Refused("paid-twice");
        Assert.Empty(Handle(SpendLedger.Empty, Brought([Line, again with { Another = true }])).Refusals);
    }

    [Fact]
    public void lines_that_cannot_be_are_refused()
    {
        Decision Of(SpendLedger s, TakeInPaidInvoicesHandler.Brought brought, SpendingBuyer buyer, string digest) =>
            TakeInPaidInvoicesHandler.Handle(new TakeInPaidInvoices(Buyer, Document, digest), s, buyer, brought, Now);
        var given = Spec.Given<SpendLedger>();
        given.When((SpendLedger s) => Of(s, Brought([Line]), new SpendingBuyer(false), Digest)).Refused("no-buyer");
        given.When((SpendLedger s) => Of(s, Brought([Line]), Buys, "ab")).Refused("ledger-digest-missing");
        given
            .When((SpendLedger s) => Of(s, Brought([Line]) with { Owner = Guid.NewGuid() }, Buys, Digest))
            .Refused("ledger-document-wrong");
        given.When((SpendLedger s) => Of(s, Brought([Line]) with { Lines = null }, Buys, Digest)).Refused("ledger-document-wrong");
        given.When((SpendLedger s) => Handle(s, Brought([Line with { Paid = new(2026, 7, 1) }]))).Refused("paid-in-future");
        given.When((SpendLedger s) => Handle(s, Brought([Line with { OrganisationId = Guid.NewGuid() }]))).Refused("supplier-unknown");
    }

    [Fact]
    public void a_file_is_taken_back_once_with_a_reason()
    {
        var back = new TakeBackPaidInvoices(Buyer, Document, " The wrong year ");
        var fact = new PaidInvoicesTakenBack(Ledger, Buyer, Document, "The wrong year");
        Spec.Given<SpendLedger>().When((SpendLedger s) => TakeBackPaidInvoicesHandler.Handle(back, s)).Refused("ledger-file-unknown");
        Spec.Given<SpendLedger>(In)
            .When((SpendLedger s) => TakeBackPaidInvoicesHandler.Handle(back with { Reason = " " }, s))
            .Refused("reason-missing");
        Spec.Given<SpendLedger>(In).When((SpendLedger s) => TakeBackPaidInvoicesHandler.Handle(back, s)).Facts(fact);
        Spec.Given<SpendLedger>(In, fact).When((SpendLedger s) => TakeBackPaidInvoicesHandler.Handle(back, s)).Nothing();
    }

    [Theory]
    [InlineData("B", "B")]
    [InlineData(" b18 ", "B18")]
    [InlineData("b18  7", "B18 7")]
    [InlineData("EC1A", "EC1A")]
    public void what_is_local_is_said_by_beginnings_of_postcodes(string said, string kept)
    {
        var define = new DefineLocalArea(Buyer, " Ladywood ", [said, said, ""]);
        var fact = new LocalAreaDefined(Ledger, Buyer, "Ladywood", [kept]);
        Spec.Given<SpendLedger>().When((SpendLedger s) => DefineLocalAreaHandler.Handle(define, s, Buys)).Facts(fact);
        Spec.Given<SpendLedger>(fact).When((SpendLedger s) => DefineLocalAreaHandler.Handle(define, s, Buys)).Nothing();
    }

    [Fact]
    public void an_area_has_a_name_and_real_beginnings()
    {
        var given = Spec.Given<SpendLedger>();
        Decision Of(SpendLedger s, string name, params string[] postcodes) =>
            DefineLocalAreaHandler.Handle(new DefineLocalArea(Buyer, name, postcodes), s, Buys);
        given.When((SpendLedger s) => Of(s, "")).Refused("area-name-missing", "area-empty");
        given.When((SpendLedger s) => Of(s, "Soho", "Birmingham")).Refused("area-postcode-wrong");
        given.When((SpendLedger s) => Of(s, "Soho", "B18 7AB")).Refused("area-postcode-wrong");
    }

    [Fact]
    public void only_the_buyers_contract_manager_keeps_its_ledger()
    {
        var command = new TakeInPaidInvoices(Buyer, Document, Digest);
        Actor As(Guid organisation, params string[] roles) =>
            new(Guid.NewGuid(), organisation, roles.ToHashSet(StringComparer.Ordinal), "membership:invented");
        Assert.Equal(Access.Granted, TakeInPaidInvoicesHandler.Authorise(As(Buyer, Roles.ContractManager), command));
        Assert.Equal(Access.Forbidden, TakeInPaidInvoicesHandler.Authorise(As(Buyer, Roles.Author), command));
        Assert.Equal(Access.NotFound, TakeInPaidInvoicesHandler.Authorise(As(Guid.NewGuid(), Roles.ContractManager), command));
    }

    private static Decision Handle(SpendLedger ledger, TakeInPaidInvoicesHandler.Brought brought, Guid? document = null) =>
        TakeInPaidInvoicesHandler.Handle(new TakeInPaidInvoices(Buyer, document ?? Document, Digest), ledger, Buys, brought, Now);

    private static TakeInPaidInvoicesHandler.Brought Brought(
        IReadOnlyList<PaidLine> lines,
        IEnumerable<string>? marks = null,
        IEnumerable<Guid>? known = null
    ) => new(Buyer, lines, (marks ?? []).ToHashSet(), (known ?? []).ToHashSet());
}

/// <summary>From a spreadsheet on a page to the spend of a statement, and back.</summary>
public sealed class SpendLedgerTests(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    private static int numbers = 60_000_000;

    [Fact]
    public async Task from_a_spreadsheet_to_the_spend_of_a_statement_and_back_on_pages()
    {
        var (buyer, manager, enterprise, number) = await PeopleAsync();
        using var browser = await Browsing.AsAsync(app, manager);
        Assert.Contains("There is none yet", (await browser.GetAsync("/spend")).Html, StringComparison.Ordinal);
        var area = await browser.SendAsync(await browser.GetAsync("/spend/area"), "/spend/area", ("Name", ""), ("Postcodes", "Soho"));
        Assert.Equal(
            [DefineLocalAreaHandler.NameMissing.Sentence, DefineLocalAreaHandler.PostcodeWrong("SOHO").Sentence],
            area.Mistakes.Select(m => m.Sentence)
        );
        await browser.SendAsync(area, "/spend/area", ("Name", "Ladywood and Soho"), ("Postcodes", "B16, b18"));

        var csv = $"""
            Payee,No,Post code,Net amount,Date paid,Reference
            Grounds {number},{number},B18 7AB,"1,000.00",01/04/2025,A1
            Grounds {number} Ltd,,B18 7AB,500,02/05/2025,A2
            Far Supplies,,LS1 4AP,2500,03/05/2025,A3
            Far Supplies,,LS1 4AP,2500,03/05/2025,A3
            No place,,,100,04/05/2025,A4
            Nobody,,,x,05/05/2025,A5
            """;
        var page = await UploadAsync(browser, csv);
        var shown = await browser.GetAsync(page);
        Assert.Contains("Are they the same payments?", shown.Html, StringComparison.Ordinal);
        Assert.Contains("Answers[3]", shown.Html, StringComparison.Ordinal);
        Assert.Contains("The net amount is not a number", shown.Html, StringComparison.Ordinal);
        var errors = await browser.GetAsync($"{page}?handler=Errors");
        Assert.StartsWith("Row,Supplier,What is wrong", errors.Html.TrimStart('\uFEFF'), StringComparison.Ordinal);
        Assert.Contains("7,Nobody,", errors.Html, StringComparison.Ordinal);

        var unanswered = await browser.SendAsync(shown, page);
        Assert.Equal([ReadInvoicesPage.TwiceUnanswered.Sentence], unanswered.Mistakes.Select(m => m.Sentence));
        var answered = await browser.SendAsync(
            shown,
            $"{page}?handler=Answer",
            ("Twice", "LeaveOut"),
            ("Answers[3]", enterprise.ToString())
        );
        Assert.Equal(HttpStatusCode.Found, answered.Status);
        var ready = await browser.GetAsync(page);
        Assert.Contains("Put 4 payments into the ledger", ready.Html, StringComparison.Ordinal);
        var done = await browser.SendAsync(ready, page);
        Assert.True(done.Status == HttpStatusCode.Found, string.Join('\n', done.Mistakes.Select(m => m.Sentence)));
        var file = done.Header("Location")!;
        Assert.Contains("Far Supplies", (await browser.GetAsync(file)).Html, StringComparison.Ordinal);
        // Sent again it is the same file, and the same bytes from elsewhere are known again.
        Assert.Equal(file, (await browser.GetAsync(page)).Header("Location"));
        var same = await UploadAsync(browser, csv);
        Assert.Contains("in the ledger already", (await browser.GetAsync(same)).Html, StringComparison.Ordinal);

        var spend = await StatementAsync(manager, buyer);
        Assert.Equal(4100m, spend["spend"]);
        Assert.Equal(1500m, spend["spend-local"]);
        Assert.Equal(37.5m, spend["spend-local-share"]);
        Assert.Equal(100m, spend["spend-unplaced"]);
        Assert.Equal(2500m, spend["spend-elsewhere"]);
        Assert.Equal(1500m, spend["spend-enterprises"]);
        Assert.Equal(2600m, spend["spend-unmatched"]);
        Assert.Equal(4100m, spend["spend-2025"]);
        Assert.Null(spend["spend-influenceable"]);

        var back = await browser.SendAsync(await browser.GetAsync(file), file);
        Assert.Equal([TakeBackPaidInvoicesHandler.ReasonMissing.Sentence], back.Mistakes.Select(m => m.Sentence));
        await browser.SendAsync(back, file, ("Reason", "The wrong year"));
        Assert.Contains("Taken back", (await browser.GetAsync("/spend")).Html, StringComparison.Ordinal);
        Assert.Null((await StatementAsync(manager, buyer))["spend"]);
        // What was taken back may come in again.
        Assert.DoesNotContain("in the ledger already", (await browser.GetAsync(same)).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task a_ledger_is_its_own_contract_managers_and_nobody_elses()
    {
        var (buyer, manager, _, _) = await PeopleAsync();
        var lines = await LinesAsync(manager, [Line(2, 10m)]);
        await manager.Http.DoAsync($"/api/v1/buyers/{buyer}/paid-invoices", new { documentId = lines, sha256 = new string('a', 64) });
        var (other, rival, enterprise, _) = await PeopleAsync();
        var author = await app.PersonAsync("Ann Author", buyer, Roles.Author);
        var member = await app.PersonAsync("Mo Member", enterprise, Roles.BidManager, Roles.Member);
        foreach (
            var (person, status) in new[]
            {
                (rival, HttpStatusCode.NotFound),
                (author, HttpStatusCode.Forbidden),
                (member, HttpStatusCode.Forbidden),
            }
        )
        {
            foreach (var path in new[] { "paid-invoices", $"paid-invoices/{lines}/lines" })
            {
                using var read = await person.Http.GetAsync(new Uri($"/api/v1/buyers/{buyer}/{path}", UriKind.Relative));
                Assert.True(read.StatusCode is HttpStatusCode.NotFound or HttpStatusCode.Forbidden, $"{path}: {read.StatusCode}");
            }
            foreach (var (path, body) in Commands(lines))
            {
                using var sent = await person.Http.SendCommandAsync(HttpMethod.Post, $"/api/v1/buyers/{buyer}/{path}", body);
                Assert.True(
                    sent.StatusCode == status || sent.StatusCode == HttpStatusCode.NotFound,
                    $"{path}: {sent.StatusCode} instead of {status}"
                );
            }
        }
        foreach (var (path, body) in Commands(lines))
            await (await app.ClientAsync()).RefusedWithAsync($"/api/v1/buyers/{buyer}/{path}", body, HttpStatusCode.Unauthorized);
        // Whoever knows the document's id learns no more, the buyer's other people neither.
        foreach (
            var (person, expected) in new[]
            {
                (manager, HttpStatusCode.OK),
                (author, HttpStatusCode.NotFound),
                (rival, HttpStatusCode.NotFound),
            }
        )
        {
            using var bytes = await person.Http.GetAsync(new Uri($"/api/v1/documents/{lines}", UriKind.Relative));
            Assert.Equal(expected, bytes.StatusCode);
        }
        using var page = await Browsing.AsAsync(app, rival);
        Assert.Equal(HttpStatusCode.NotFound, (await page.GetAsync($"/spend/files/{lines}")).Status);
        // A stranger's document is no ledger of one's own.
        await rival.Http.RefusedAsync(
            $"/api/v1/buyers/{other}/paid-invoices",
            new { documentId = lines, sha256 = new string('b', 64) },
            "ledger-document-wrong"
        );
        Assert.Single((await manager.Http.ReadAsync($"/api/v1/buyers/{buyer}/paid-invoices"))["files"]!.AsArray());

        static IEnumerable<(string Path, object Body)> Commands(Guid lines) =>
            [
                ("paid-invoices", new { documentId = lines, sha256 = new string('c', 64) }),
                ($"paid-invoices/{lines}/take-back", new { reason = "Mine" }),
                ("local-area", new { name = "Here", postcodes = new[] { "B" } }),
            ];
    }

    [Fact]
    public async Task of_two_at_once_with_the_same_payments_one_comes_in()
    {
        var (buyer, manager, _, _) = await PeopleAsync();
        Guid[] documents = [await LinesAsync(manager, [Line(2, 10m)]), await LinesAsync(manager, [Line(5, 10m)])];
        var answers = await Task.WhenAll(
            documents.Select(
                async (d, n) =>
                {
                    using var sent = await manager.Http.SendCommandAsync(
                        HttpMethod.Post,
                        $"/api/v1/buyers/{buyer}/paid-invoices",
                        new { documentId = d, sha256 = new string((char)('a' + n), 64) }
                    );
                    return sent.IsSuccessStatusCode;
                }
            )
        );
        Assert.Single(answers, won => won);
        Assert.Single((await manager.Http.ReadAsync($"/api/v1/buyers/{buyer}/paid-invoices"))["files"]!.AsArray());
    }

    [Fact]
    public async Task a_file_taken_back_many_times_at_once_is_taken_back_once()
    {
        var (buyer, manager, _, _) = await PeopleAsync();
        var lines = await LinesAsync(manager, [Line(2, 10m)]);
        await manager.Http.DoAsync($"/api/v1/buyers/{buyer}/paid-invoices", new { documentId = lines, sha256 = new string('a', 64) });
        await app.OnceAsync<PaidInvoicesTakenBack>(
            manager.As(Roles.ContractManager),
            SpendLedger.IdOf(buyer),
            new TakeBackPaidInvoices(buyer, lines, "The wrong year")
        );
    }

    [Fact]
    public async Task lines_are_paged_by_row_and_changed_bytes_are_seen_and_counted_nowhere()
    {
        var (buyer, manager, _, _) = await PeopleAsync();
        var document = await LinesAsync(manager, [.. Enumerable.Range(2, 120).Select(n => Line(n, n))]);
        await manager.Http.DoAsync($"/api/v1/buyers/{buyer}/paid-invoices", new { documentId = document, sha256 = new string('a', 64) });
        var (rows, after) = (new List<int>(), (int?)0);
        while (after is { } from)
        {
            var page = await manager.Http.ReadAsync($"/api/v1/buyers/{buyer}/paid-invoices/{document}/lines?after={from}&limit=50");
            rows.AddRange(page["items"]!.AsArray().Select(l => l!["row"]!.GetValue<int>()));
            after = page["next"]?.GetValue<int>();
        }
        Assert.Equal(Enumerable.Range(2, 120), rows);

        Assert.DoesNotContain(document.ToString(), await app.VerifyAsync(), StringComparison.Ordinal);
        await app.SqlAsync("update files.chunk set bytes = overlay(bytes placing '9' from 12) where document = $1", document);
        Assert.Contains(document.ToString(), await app.VerifyAsync(), StringComparison.Ordinal);
        using var run = await manager.Http.SendCommandAsync(
            HttpMethod.Post,
            "/api/v1/reports",
            new { kind = "anchor-statement", subjectId = buyer }
        );
        Assert.False(run.IsSuccessStatusCode);
    }

    private async Task<(Guid Buyer, TestPerson Manager, Guid Enterprise, string Number)> PeopleAsync()
    {
        var buyer = await app.OrganisationAsync("Selly Vale Hospital", OrganisationKind.Buyer);
        var number = $"{Interlocked.Increment(ref numbers)}";
        var enterprise = Guid.CreateVersion7();
        await app.DoAsync(
            new RegisterOrganisation(
                enterprise,
                $"Grounds {number} CIC",
                [OrganisationKind.Enterprise],
                [new("GB-COH", number)],
                new Address(null, "Birmingham", null, "B18 7AB")
            )
        );
        await app.DoAsync(new CheckOrganisationIdentity(enterprise, IdentityCheck.ByAdministrator));
        await app.DoAsync(new RegisterEnterprise(enterprise, "CIC", "Green places"));
        await app.SettledAsync();
        return (buyer, await app.PersonAsync("Helen Manager", buyer, Roles.ContractManager), enterprise, number);
    }

    private static PaidLine Line(int row, decimal net) =>
        new(row, "Far Supplies", null, "LS1 4AP", new Money(net), new(2026, 4, 1), "A1", null, Another: false);

    private async Task<Guid> LinesAsync(TestPerson manager, IReadOnlyList<PaidLine> lines)
    {
        var (document, bytes) = (Guid.CreateVersion7(), PaidLines.Write(lines));
        var files = app.Services.GetRequiredService<Files>();
        var upload = new Upload(
            document,
            manager.Organisation,
            manager.Id,
            "lines.txt",
            "text/plain",
            null,
            Classification.Restricted,
            bytes.Length,
            0
        );
        Assert.True(await files.BeginAsync(upload, default));
        await files.WriteAsync(upload, new MemoryStream(bytes), default);
        await manager.Http.DoAsync(
            $"/api/v1/documents/{document}/store",
            new { sha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)) }
        );
        return document;
    }

    private static async Task<string> UploadAsync(Browsing browser, string csv)
    {
        var uploaded = await browser.SendWithFileAsync(
            await browser.GetAsync("/spend/new"),
            "/spend/new",
            "Spreadsheet",
            "paid.csv",
            Encoding.UTF8.GetBytes(csv)
        );
        Assert.True(uploaded.Status == HttpStatusCode.Found, string.Join('\n', uploaded.Mistakes.Select(m => m.Sentence)));
        var columns = uploaded.Header("Location")!;
        var said = await browser.SendAsync(
            await browser.GetAsync(columns),
            columns,
            ("Columns[0]", "Supplier"),
            ("Columns[1]", "Number"),
            ("Columns[2]", "Postcode"),
            ("Columns[3]", "Net"),
            ("Columns[4]", "Paid"),
            ("Columns[5]", "Reference")
        );
        Assert.True(said.Status == HttpStatusCode.Found, string.Join('\n', said.Mistakes.Select(m => m.Sentence)));
        return said.Header("Location")!;
    }

    private static async Task<IReadOnlyDictionary<string, decimal?>> StatementAsync(TestPerson manager, Guid buyer)
    {
        var run = await manager.Http.DoAsync("/api/v1/reports", new { kind = "anchor-statement", subjectId = buyer });
        var model = await manager.Http.ReadAsync($"/api/v1/reports/{run["id"]}.json");
        var html = await manager.Http.GetStringAsync(new Uri($"/api/v1/reports/{run["id"]}.html", UriKind.Relative));
        Assert.Contains("What counts as local", html, StringComparison.Ordinal);
        return model["spend"]!
            .AsArray()
            .Concat(model["spendYears"]!.AsArray().SelectMany(y => y!["spend"]!.AsArray()))
            .ToDictionary(f => f!["key"]!.GetValue<string>(), f => f!["value"]?.GetValue<decimal>());
    }
}
