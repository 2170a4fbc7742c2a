using System.IO.Compression;
using System.Net;
using System.Text;
using System.Text.Json;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Tests.Tenders;
using UseIt.Marketplace.Tests.Web;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class PriceLineRules
{
    private static PriceLine Line(decimal quantity, decimal rate, decimal? vat = 20) =>
        new("Mowing", PriceLine.AmountOf(quantity, new Money(rate)), null, quantity, "hours", new Money(rate), 1, vat);

    private static IEnumerable<string> Faults(PriceLine line) => new BidAnswer(Prices: [line]).Faults().Select(f => f.Code);

    [Fact]
    public void each_line_and_its_VAT_are_rounded_halves_up_and_the_sums_are_exact()
    {
        // 0.5 x 0.01 is half a penny; 20 per cent of 0.13 is 0.026, of each line apart.
        PriceLine[] lines = [Line(0.5m, 0.01m), Line(1, 0.13m), Line(1, 0.13m), Line(7.25m, 18.4m, 5)];
        Assert.Equal([0.01m, 0.13m, 0.13m, 133.40m], lines.Select(l => l.Amount.Amount));
        Assert.Equal([0m, 0.03m, 0.03m, 6.67m], lines.Select(l => l.Vat!.Value.Amount));
        var totals = PriceTotals.Of(lines);
        Assert.Equal((133.67m, 6.73m, 140.40m), (totals.Net.Amount, totals.Vat!.Value.Amount, totals.Gross!.Value.Amount));
        Assert.Equal(totals.Net, totals.On(PriceBasis.Net));
        Assert.Equal(totals.Gross, totals.On(PriceBasis.Gross));
        Assert.Null(PriceTotals.Of([.. lines, Line(1, 1, null)]).Gross);
    }

    [Fact]
    public void an_amount_alone_is_one_line_and_is_written_as_it_always_was()
    {
        const string Old = """{"title":"Whole lot","amount":{"amount":42000.50,"currency":"GBP"}}""";
        var line = JsonSerializer.Deserialize<PriceLine>(Old, EventJson.Options)!;
        Assert.Equal((1m, new Money(42_000.50m), (Money?)null), (line.Times, line.Each, line.Vat));
        Assert.Equal(Old, JsonSerializer.Serialize(line, EventJson.Options));
        Assert.Empty(Faults(line));
    }

    [Fact]
    public void what_cannot_be_a_line_is_refused_by_its_field()
    {
        Assert.Empty(Faults(Line(7.25m, 18.4m)));
        Assert.Equal(["price-line-sum"], Faults(Line(2, 10) with { Amount = new Money(20.01m) }));
        Assert.Equal(["price-line-quantity"], Faults(Line(2, 10) with { Quantity = null }));
        Assert.Equal(["price-line-quantity"], Faults(Line(2, 10) with { Quantity = -1 }));
        Assert.Equal(["price-line-rate"], Faults(Line(2, 10) with { Rate = new Money(10.00001m) }));
        Assert.Equal(["price-line-rate"], Faults(Line(2, 10) with { Rate = new Money(10, "EUR") }));
        Assert.Equal(["price-line-year"], Faults(Line(2, 10) with { Year = 0 }));
        Assert.Equal(["price-line-vat"], Faults(Line(2, 10) with { VatRate = 100.01m }));
        Assert.Equal(["price-line-title"], Faults(Line(2, 10) with { Title = " " }));
        Assert.Contains(BidAnswer.TooManyLines, new BidAnswer(Prices: [.. Enumerable.Repeat(Line(1, 1), 201)]).Faults());
    }

    [Fact]
    public void where_prices_are_compared_with_VAT_every_line_needs_its_rate()
    {
        var (lead, lot) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var asked = new Requirement(Guid.CreateVersion7(), lot, RequirementKind.Price, "Price", "", true);
        var bid = Bid.Empty.Evolve(new BidStarted(Guid.CreateVersion7(), Guid.CreateVersion7(), lead, null, [lead], [lot]));
        IEnumerable<string> Found(PriceBasis basis, params PriceLine[] lines) =>
            BidCheck
                .Of(
                    bid,
                    TenderForBids.Empty with
                    {
                        Requirements = [asked],
                        Basis = basis,
                    },
                    new Dictionary<PartKey, BidAnswer> { [new PartKey(asked.RequirementId, lead)] = new(Prices: lines) },
                    null,
                    null
                )
                .Select(f => f.Code);

        Assert.Empty(Found(PriceBasis.Net, Line(1, 1, null)));
        Assert.Empty(Found(PriceBasis.Gross, Line(1, 1)));
        Assert.Equal(["vat-rate-missing"], Found(PriceBasis.Gross, Line(1, 1), Line(1, 1, null)));
    }
}

public sealed class PriceSheets
{
    private static readonly WorkPackage[] Two =
    [
        new(Guid.CreateVersion7(), "Grounds", Guid.Empty, Guid.Empty, [], []),
        new(Guid.CreateVersion7(), "Training", Guid.Empty, Guid.Empty, [], []),
    ];

    private static (IReadOnlyList<PriceLineTyped> Lines, IReadOnlyList<string> Wrong) Csv(string text, params WorkPackage[] packages) =>
        PriceSheet.Read(Encoding.UTF8.GetBytes(text), "prices.CSV", packages);

    [Fact]
    public void what_was_written_is_read_back()
    {
        PriceLine[] lines =
        [
            new("=Mowing", new Money(133.40m), Two[0].WorkPackageId, 7.25m, "hours", new Money(18.4m), 1, 20),
            new("Teaching", new Money(0.01m), Two[1].WorkPackageId, 0.5m, null, new Money(0.0125m)),
        ];
        var (read, wrong) = PriceSheet.Read(PriceSheet.Write(lines, Two), "prices.xlsx", Two);
        Assert.Empty(wrong);
        Assert.Equal(lines, read.Select(l => l.Read(null, (_, s) => Assert.Fail(s))));
    }

    [Fact]
    public void columns_are_known_by_what_people_call_them_and_a_file_from_an_old_office_is_read()
    {
        var (lines, wrong) = PriceSheet.Read(
            Encoding.Latin1.GetBytes("Description;Qty;Unit;Rate (£);VAT %\r\n\r\nMowing;\"1,200\";hours;£18.40;20%\r\n"),
            "prices.csv",
            []
        );
        Assert.Empty(wrong);
        var line = Assert.Single(lines).Read(null, (_, s) => Assert.Fail(s))!;
        Assert.Equal((1200m, new Money(18.4m), 20m, new Money(22_080)), (line.Times, line.Each, line.VatRate!.Value, line.Amount));
    }

    [Fact]
    public void everything_wrong_is_said_by_its_row_as_the_spreadsheet_counts()
    {
        var (_, wrong) = Csv(
            "What for,How many,Price for one,Year,Work package\nMowing,ten,18,1,Grounds\n\nTeaching,1,,x,Nothing\n,1,1,99,Training\n",
            Two
        );
        Assert.Equal(
            [
                "Row 2: Enter how many, for example 12 or 7.5",
                "Row 4: name its work package: “Grounds” or “Training”",
                "Row 4: Enter the year of the contract as a number, for example 1",
                "Row 4: Enter the price for one in pounds, for example 1,250 or 18.40",
                "Row 5: Say what this line is for",
                "Row 5: Enter the year of the contract as a number from 1 to 50",
            ],
            wrong
        );
        Assert.Equal(
            ["The first row must name the columns. It lacks “How many” and “Price for one, without VAT”"],
            Csv("Title\nMowing").Wrong
        );
        Assert.Equal(["The file has no lines under the names of the columns"], Csv("Title,Qty,Rate\n").Wrong);
        Assert.Contains(
            BidAnswer.TooManyLines.Sentence,
            Csv("Title,Qty,Rate\n" + string.Concat(Enumerable.Repeat("Mowing,1,1\n", 201))).Wrong
        );
    }

    [Fact]
    public void what_is_no_spreadsheet_or_would_unpack_to_too_much_is_not_read()
    {
        Assert.Null(Spreadsheet.Read("PK\u0003\u0004 broken"u8.ToArray(), "prices.xlsx"));
        Assert.Null(Spreadsheet.Read("%PDF-1.7"u8.ToArray(), "prices.xlsx"));
        Assert.Null(Spreadsheet.Read([0x41, 0, 0x42], "prices.csv"));
        Assert.Null(Spreadsheet.Read(WithoutItsSheet(), "prices.xlsx"));
        using var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        using (var entry = zip.CreateEntry("xl/worksheets/sheet1.xml").Open())
            for (var i = 0; i < 9; i++)
                entry.Write(new byte[1 << 20]);
        Assert.True(bytes.Length < Spreadsheet.Most);
        Assert.Null(Spreadsheet.Read(bytes.ToArray(), "prices.xlsx"));
    }

    // A workbook that names a sheet it does not hold.
    private static byte[] WithoutItsSheet()
    {
        using var bytes = new MemoryStream();
        using (
            var document = DocumentFormat.OpenXml.Packaging.SpreadsheetDocument.Create(
                bytes,
                DocumentFormat.OpenXml.SpreadsheetDocumentType.Workbook
            )
        )
            document.AddWorkbookPart().Workbook = new DocumentFormat.OpenXml.Spreadsheet.Workbook(
                new DocumentFormat.OpenXml.Spreadsheet.Sheets(
                    new DocumentFormat.OpenXml.Spreadsheet.Sheet
                    {
                        Name = "Prices",
                        SheetId = 1,
                        Id = "rId9",
                    }
                )
            );
        return bytes.ToArray();
    }
}

public sealed class PricePages(MarketplaceApp app) : IClassFixture<MarketplaceApp>
{
    [Fact]
    public async Task lines_are_added_changed_removed_and_brought_in_a_spreadsheet()
    {
        var tender = await app.PublishedAsync();
        var bidder = await app.EnterpriseAsync("Lines CIC");
        var bid = BidSteps.Id(await bidder.Http.DoAsync("/api/v1/bids", new { tenderId = tender.Id, lots = new[] { tender.GroundsLot } }));
        var price = tender.Of(tender.GroundsLot, RequirementKind.Price).RequirementId;
        var path = $"/bids/{bid}/prices/{price}";
        using var browser = await Browsing.AsAsync(app, bidder.Manager);
        Assert.Equal(path, (await browser.GetAsync($"/bids/{bid}/parts/{price}")).Header("Location"));

        var page = await browser.GetAsync(path);
        (string, string)[] one =
        [
            ("Prices[0].Title", "Mowing"),
            ("Prices[0].Quantity", "1,200"),
            ("Prices[0].Unit", "hours"),
            ("Prices[0].Rate", "£18.40"),
            ("Prices[0].VatRate", "20"),
        ];
        page = await browser.SendAsync(page, $"{path}?handler=Add", one);
        Assert.Contains("Line 2", page.Html, StringComparison.Ordinal);
        Assert.Contains("£22,080.00 without VAT, VAT £4,416.00, £26,496.00 with VAT", page.Html, StringComparison.Ordinal);
        Assert.Empty(await app.FactsAsync<BidPartSaved>(bid));
        (string, string)[] two = [.. one, ("Prices[1].Title", "Hedges"), ("Prices[1].Quantity", "2"), ("Prices[1].Rate", "100")];
        var removed = await browser.SendAsync(page, $"{path}?handler=Remove&line=0", two);
        Assert.Contains("Hedges", removed.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Mowing", removed.Html, StringComparison.Ordinal);
        var refused = await browser.SendAsync(page, path, [.. one, ("Prices[1].Title", "Hedges"), ("Prices[1].Quantity", "2")]);
        Assert.Equal(["Enter the price for one in pounds, for example 1,250 or 18.40"], refused.Mistakes.Select(m => m.Sentence));
        Assert.Equal(HttpStatusCode.Found, (await browser.SendAsync(page, path, two)).Status);
        var lines = await LinesAsync(bidder, bid, price);
        Assert.Equal(["Mowing", "Hedges"], lines.Select(l => l.Title));

        // Its errors leave what was typed; read well, its lines take their place and are saved on request.
        page = await browser.GetAsync(path);
        var wrong = await browser.SendWithFileAsync(
            page,
            $"{path}?handler=Read",
            "Sheet",
            "prices.csv",
            "Title,Qty,Rate\nRaking,many,3\n"u8.ToArray(),
            two
        );
        Assert.Equal(HttpStatusCode.UnprocessableEntity, wrong.Status);
        Assert.Equal([("Sheet", "Row 2: Enter how many, for example 12 or 7.5")], wrong.Mistakes);
        Assert.Contains("Hedges", wrong.Html, StringComparison.Ordinal);
        var read = await browser.SendWithFileAsync(
            page,
            $"{path}?handler=Read",
            "Sheet",
            "prices.csv",
            "Title,Qty,Rate,VAT\nRaking,3,3.50,20\n"u8.ToArray(),
            two
        );
        Assert.Contains("Raking", read.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("Hedges", read.Html, StringComparison.Ordinal);
        Assert.Equal(2, (await LinesAsync(bidder, bid, price)).Count);
        var sheet = (await browser.GetAsync($"{path}?handler=Sheet")).Response;
        var (back, faults) = PriceSheet.Read(await sheet.Content.ReadAsByteArrayAsync(), "prices.xlsx", []);
        Assert.Empty(faults);
        Assert.Equal(["Mowing", "Hedges"], back.Select(l => l.Title));

        using var rival = await Browsing.AsAsync(app, (await app.EnterpriseAsync("Lookers CIC")).Manager);
        foreach (var hidden in new[] { path, $"{path}?handler=Sheet" })
            Assert.Equal(HttpStatusCode.NotFound, (await rival.GetAsync(hidden)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rival.SendAsync(await rival.GetAsync("/account"), path, two)).Status);
    }

    [Fact]
    public async Task a_planted_line_is_on_nothing_that_another_member_a_rival_or_the_buyer_can_read()
    {
        var tender = await app.PublishedAsync();
        var consortium = await app.ConsortiumAsync(tender, tender.GroundsLot, ceiling: new Money(99_000));
        var (lead, partner) = (consortium.Lead, consortium.Partner);
        var bid = await consortium.WrittenBidAsync(tender, tender.GroundsLot);
        var price = tender.Of(tender.GroundsLot, RequirementKind.Price);
        await lead.SaveAsync(bid, price, new BidAnswer(Prices: [Planted("Quillfeather", 3, 7391.37m, consortium.LeadsPackage)]));
        await partner.SaveAsync(bid, price, new BidAnswer(Prices: [Planted("Zanthoxyl", 2, 4417.83m, consortium.PartnersPackage)]));
        string[] leads = ["Quillfeather", "7391.37", "7,391.37", "22174.11", "22,174.11", "31009.77", "31,009.77"];
        string[] partners = ["Zanthoxyl", "4417.83", "4,417.83", "8835.66", "8,835.66"];
        Assert.Empty(await app.FoundAsync([.. leads, .. partners]));
        await lead.SubmitAsync(bid);
        await app.SettledAsync();
        Assert.Empty(await app.FoundAsync([.. leads, .. partners]));

        string[] team =
        [
            $"/bids/{bid}",
            $"/bids/{bid}/check",
            $"/bids/{bid}/receipt",
            $"/bids/{bid}/receipt?handler=File",
            $"/bids/{bid}/prices/{price.RequirementId}",
            $"/bids/{bid}/prices/{price.RequirementId}?handler=Sheet",
            $"/bids/{bid}/prices/{price.RequirementId}?member={lead.Id}",
            $"/bids/{bid}/prices/{price.RequirementId}?handler=Sheet&member={lead.Id}",
            $"/consortia/{consortium.Id}",
            $"/consortia/{consortium.Id}/terms",
            "/bids",
            "/",
        ];
        string[] api = [$"/api/v1/bids/{bid}", $"/api/v1/bids/{bid}/parts", $"/api/v1/bids/{bid}/check", "/api/v1/bids"];
        string[] open = ["/ocds/v1/releases?after=0&limit=100", $"/api/v1/tenders/{tender.Id}", $"/tenders/{tender.Id}"];
        using var other = await Browsing.AsAsync(app, partner.Manager);
        Assert.Empty(await LeaksAsync(other, partner.Http, leads));
        // The search itself works: the partner finds what is its own, the lead everything.
        Assert.NotEmpty(await LeaksAsync(other, partner.Http, partners));
        using var leading = await Browsing.AsAsync(app, lead.Manager);
        var all = await LeaksAsync(leading, lead.Http, [.. leads, .. partners]);
        foreach (var page in new[] { "check", "receipt", "receipt?handler=File" })
        foreach (var word in new[] { "Quillfeather", "Zanthoxyl" })
            Assert.Contains($"/bids/{bid}/{page}: {word}", all);
        Assert.Contains($"/bids/{bid}/check: 31,009.77", all);
        var rival = await app.EnterpriseAsync("Rival of lines Ltd");
        foreach (var person in new[] { rival.Manager, tender.Buyer.Author, tender.Buyer.Approver, tender.Buyer.FirstOpener })
        {
            using var outside = await Browsing.AsAsync(app, person);
            Assert.Empty(await LeaksAsync(outside, person.Http, [.. leads, .. partners]));
        }

        async Task<IReadOnlyList<string>> LeaksAsync(Browsing browser, HttpClient http, string[] words)
        {
            var found = new List<string>();
            foreach (var path in team.Concat(open))
                found.AddRange(In(path, await Unpacked((await browser.GetAsync(path)).Response), words));
            foreach (var path in api)
                using (var answer = await http.GetAsync(new Uri(path, UriKind.Relative)))
                    found.AddRange(In(path, await answer.Content.ReadAsStringAsync(), words));
            return found;
        }

        static IEnumerable<string> In(string path, string text, string[] words) =>
            words.Where(w => text.Contains(w, StringComparison.OrdinalIgnoreCase)).Select(w => $"{path}: {w}");

        static async Task<string> Unpacked(HttpResponseMessage answer)
        {
            var bytes = await answer.Content.ReadAsByteArrayAsync();
            return Spreadsheet.Read(bytes, "prices.xlsx") is { } rows
                ? string.Join('\n', rows.SelectMany(r => r))
                : WebUtility.HtmlDecode(Encoding.UTF8.GetString(bytes));
        }

        static PriceLine Planted(string title, decimal quantity, decimal rate, Guid package) =>
            new(title, PriceLine.AmountOf(quantity, new Money(rate)), package, quantity, "days", new Money(rate), 1, 20);
    }

    private static async Task<IReadOnlyList<PriceLine>> LinesAsync(TestEnterprise bidder, Guid bid, Guid requirement)
    {
        var parts = (await bidder.Http.ReadAsync($"/api/v1/bids/{bid}/parts"))["items"]!.AsArray();
        var part = parts.Single(p => p!["requirementId"]!.GetValue<Guid>() == requirement)!;
        return part["answer"]!["prices"]!.Deserialize<List<PriceLine>>(EventJson.Options)!;
    }
}
