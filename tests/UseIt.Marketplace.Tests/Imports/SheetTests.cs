using System.IO.Compression;
using System.Text;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Imports;

namespace UseIt.Marketplace.Tests.Imports;

public sealed class SheetTests
{
    private static readonly DateOnly Today = new(2026, 11, 30);

    [Theory]
    [InlineData("27/03/2026", "2026-03-27")]
    [InlineData("3/4/2026", "2026-04-03")]
    [InlineData("03.04.2026", "2026-04-03")]
    [InlineData("2026-04-03", "2026-04-03")]
    [InlineData("3 April 2026", "2026-04-03")]
    [InlineData("3 Apr 2026", "2026-04-03")]
    [InlineData("3 Sep 2026", "2026-09-03")]
    public void days_are_read_as_they_are_written_here(string text, string day) =>
        Assert.Equal((DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture), null), UkDay.Read(text, americans: false));

    [Theory]
    [InlineData("03/27/2026", "month first")]
    [InlineData("3/4/26", "two digits")]
    [InlineData("31/02/2026", "no real date")]
    [InlineData("00/01/2026", "no real date")]
    [InlineData("soon", "not a date")]
    [InlineData("46000", "not a date")]
    public void what_may_be_another_day_is_refused(string text, string why)
    {
        var (day, wrong) = UkDay.Read(text, americans: false);
        Assert.Null(day);
        Assert.Contains(why, wrong, StringComparison.Ordinal);
    }

    [Fact]
    public void hours_that_a_spreadsheet_took_for_a_time_are_the_hours_it_shows()
    {
        var sheet = Workbook(
            ["Enterprise", "Date", "Hours", "Project"],
            ["One CIC", "27/03/2026", new Workbooks.Styled("0.25", 4), "Fund"],
            ["Two CIC", "27/03/2026", new Workbooks.Styled("6.25E-2", 5), "Fund"],
            ["Three CIC", "27/03/2026", new Workbooks.Styled("0.5", 5), "Fund"],
            ["Four CIC", "27/03/2026", new Workbooks.Styled("1.5", 5), "Fund"]
        );
        var lines = Lines(sheet);
        Assert.Equal([360, 90, 720], lines.Take(3).Select(l => l.Session!.Minutes));
        // Thirty-six hours are no session.
        Assert.Contains("12 hours", Assert.Single(lines[3].Wrong), StringComparison.Ordinal);
    }

    [Fact]
    public void what_a_formula_could_not_work_out_is_no_name()
    {
        var sheet = Workbook(["Enterprise", "Town"], [new Workbooks.Fault("#REF!"), "Leeds"], ["Two CIC", new Workbooks.Fault("#N/A")]);
        Assert.All(Lines(sheet), l => Assert.Contains("a formula that came to #", Assert.Single(l.Wrong), StringComparison.Ordinal));
    }

    [Fact]
    public void letters_of_another_encoding_are_refused_and_not_lost() =>
        Assert.Equal(
            "sheet-unreadable",
            Marketplace.Imports.Sheet.Read(Encoding.Latin1.GetBytes("Enterprise\nCaf\u00e9 CIC\n")).Refusal?.Code
        );

    [Fact]
    public void two_rows_under_one_number_are_no_sheet_and_many_merged_cells_take_no_time()
    {
        var rows = new uint[] { 1, 2, 2 };
        Assert.Equal("sheet-unreadable", Marketplace.Imports.Sheet.Read(Workbooks.Numbered(rows)).Refusal?.Code);
        Assert.Equal("sheet-unreadable", Marketplace.Imports.Sheet.Read(Workbooks.Numbered([1, 2_000_000_000])).Refusal?.Code);

        var watch = System.Diagnostics.Stopwatch.StartNew();
        var sheet = Marketplace
            .Imports.Sheet.Read(
                Workbooks.Of(
                    [
                        ["Enterprise"],
                        .. Enumerable.Range(0, 5000).Select(n => new object?[] { $"Enterprise {n}" }),
                    ],
                    [.. Enumerable.Range(0, 20_000).Select(n => $"A{6000 + n}:B{6000 + n}"), "A10:A12"]
                )
            )
            .Sheet!;
        Assert.Equal([10, 11, 12], sheet.Rows.Where(r => r.Merged).Select(r => r.Number));
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"took {watch.Elapsed}");
    }

    private static Sheet Workbook(params object?[][] rows) => Marketplace.Imports.Sheet.Read(Workbooks.Of(rows)).Sheet!;

    private static IReadOnlyList<CaseLine> Lines(Sheet sheet) =>
        CaseLine.Of(sheet, CaseColumns.Match(sheet.Headings, new Dictionary<string, CaseField?>()), Today);

    [Fact]
    public void beside_an_american_date_no_other_is_certain()
    {
        Assert.Contains("may be two dates", UkDay.Read("3/4/2026", americans: true).Wrong, StringComparison.Ordinal);
        Assert.Equal(new DateOnly(2026, 3, 27), UkDay.Read("27/03/2026", americans: true).Day);
        Assert.Equal(new DateOnly(2026, 4, 4), UkDay.Read("4/4/2026", americans: true).Day);
    }

    [Fact]
    public void a_csv_keeps_its_zeros_quotes_and_lines()
    {
        var sheet = Read("Name;Company no;Need\r\n\"Soho; Kitchen\";00123456;\"Two\nlines\"\r\n\r\nLast;01;\r\n");
        Assert.Equal(["Name", "Company no", "Need"], sheet.Headings);
        Assert.Equal(["Soho; Kitchen", "00123456", "Two\nlines"], sheet.Rows[0].Cells.Select(c => c.Text));
        Assert.Equal([2, 5], sheet.Rows.Select(r => r.Number));
    }

    [Fact]
    public void a_workbook_keeps_zeros_and_days_and_refuses_merged_rows()
    {
        var sheet = UseIt
            .Marketplace.Imports.Sheet.Read(
                Workbooks.Of(
                    [
                        ["Enterprise", "Company number", "Date", "Hours", "Project"],
                        ["One CIC", 123456, new Workbooks.Styled("46000", 1), "1:30", "Fund"],
                        ["Two CIC", new Workbooks.Styled("7", 3), new Workbooks.Styled("46000", 2), "2", "Fund"],
                        ["Three CIC", "00000009", "12/09/2025", "0.25", "Fund"],
                        ["Four CIC", "SC1", "46000", "2", "Fund"],
                    ],
                    "A4:B4"
                )
            )
            .Sheet!;
        var lines = CaseLine.Of(sheet, CaseColumns.Match(sheet.Headings, new Dictionary<string, CaseField?>()), Today);
        Assert.Equal(["00123456", "00000007", "00000009", "SC000001"], lines.Select(l => l.Number!.Id));
        Assert.Equal([new(2025, 12, 9), new(2025, 12, 9), new DateOnly(2025, 9, 12)], lines.Take(3).Select(l => l.Session!.On));
        Assert.Equal([90, 120, 15], lines.Take(3).Select(l => l.Session!.Minutes));
        Assert.Equal([0, 0, 1, 1], lines.Select(l => l.Wrong.Count));
        Assert.Contains("merged", lines[2].Wrong[0], StringComparison.Ordinal);
        // A number that its program does not show as a day is none.
        Assert.Contains("not a date", lines[3].Wrong[0], StringComparison.Ordinal);
    }

    [Fact]
    public void files_that_are_none_are_refused_with_what_to_do()
    {
        Assert.Equal("sheet-empty", Refused(Encoding.UTF8.GetBytes("Name\n")));
        Assert.Equal("sheet-empty", Refused([]));
        Assert.Equal("sheet-unreadable", Refused([.. "PK"u8, 1, 2, 3]));
        Assert.Equal(
            "headings-merged",
            Refused(
                Workbooks.Of(
                    [
                        ["A", "B"],
                        ["x", "y"],
                    ],
                    "A1:B1"
                )
            )
        );
        Assert.Equal("sheet-too-large", Refused(new byte[UseIt.Marketplace.Imports.Sheet.MostBytes + 1]));
        Assert.Equal(
            "sheet-too-large",
            Refused(Encoding.UTF8.GetBytes(string.Join('\n', Enumerable.Repeat("Name", UseIt.Marketplace.Imports.Sheet.MostRows + 3))))
        );
        // What unpacks to more than a spreadsheet is not unpacked.
        using var bomb = new MemoryStream();
        using (var zip = new ZipArchive(bomb, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var entry = zip.CreateEntry("xl/workbook.xml", CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 201; i++)
                entry.Write(zeros);
        }
        Assert.Equal("sheet-too-large", Refused(bomb.ToArray()));
    }

    [Fact]
    public void rows_say_all_that_is_wrong_with_them()
    {
        var sheet = Read(
            "Enterprise,Company number,Date,Hours,Minutes,Project\n"
                + ",1x,27/03/2026,1,,Fund\n"
                + "A CIC,,,2,,Fund\n"
                + "B CIC,,27/03/2026,2,30,Fund\n"
                + "C CIC,,27/03/2026,13,,Fund\n"
                + "D CIC,,27/03/2027,1,,Fund\n"
                + "E CIC,,27/03/2026,1,,\n"
                + "F CIC,,,,,\n"
        );
        var lines = CaseLine.Of(sheet, CaseColumns.Match(sheet.Headings, new Dictionary<string, CaseField?>()), Today);
        Assert.Equal([2, 1, 1, 1, 1, 1, 0], lines.Select(l => l.Wrong.Count));
        Assert.Null(lines[^1].Session);
    }

    [Fact]
    public void a_formula_in_an_error_file_is_a_text()
    {
        var csv = Encoding.UTF8.GetString(RowErrors.Csv([(3, "=HYPERLINK(\"x\")", ["The name is odd"])]));
        Assert.Contains("'=HYPERLINK", csv, StringComparison.Ordinal);
    }

    [Fact]
    public void what_a_heading_meant_before_it_means_again()
    {
        string[] headings = ["Business", "Name", "Ref", "Enterprise"];
        Assert.Equal([CaseField.Enterprise, null, null, null], CaseColumns.Match(headings, new Dictionary<string, CaseField?>()));
        Assert.Equal(
            [null, CaseField.Topic, CaseField.CompanyNumber, CaseField.Enterprise],
            CaseColumns.Match(
                headings,
                new Dictionary<string, CaseField?>
                {
                    ["business"] = null,
                    ["name"] = CaseField.Topic,
                    ["ref"] = CaseField.CompanyNumber,
                }
            )
        );
    }

    /// <summary>By the processor's time, as the machine may have other work.</summary>
    [Fact]
    public void five_thousand_rows_are_understood_within_three_seconds()
    {
        var bytes = Workbooks.Of(
            Enumerable
                .Range(0, 5_000)
                .Select(n =>
                    (object?[])
                        [
                            $"Enterprise {n / 5} of {(char)('A' + n / 5 % 26)} Street CIC",
                            new Workbooks.Styled($"{100_000 + n / 5}", 3),
                            n % 2 == 0 ? "Birmingham" : "Smethwick",
                            $"B{16 + n % 5}",
                            new Workbooks.Styled($"{45_000 + n % 900}", 1),
                            "1.5",
                            "Pricing",
                            "Fund",
                        ]
                )
                .Prepend(["Enterprise", "Company number", "Town", "Postcode", "Date", "Hours", "Topic", "Project"])
        );
        KnownEnterprise[] known =
        [
            .. Enumerable
                .Range(0, 2_000)
                .Select(n => new KnownEnterprise(
                    Guid.NewGuid(),
                    $"Known enterprise {n} Ltd",
                    [new("GB-COH", $"{50_000_000 + n}")],
                    "Birmingham",
                    "B18"
                )),
        ];
        var before = Environment.CpuUsage.TotalTime;
        var sheet = UseIt.Marketplace.Imports.Sheet.Read(bytes).Sheet!;
        var columns = CaseColumns.Match(sheet.Headings, new Dictionary<string, CaseField?>());
        var plan = CasePlan.Of(CaseLine.Of(sheet, columns, Today), known, new Dictionary<int, string>());
        var took = Environment.CpuUsage.TotalTime - before;
        Assert.Equal((5_000, 0, 1_000), (plan.Ready.Count(), plan.Wrong.Count(), plan.Enterprises.Count));
        // Other tests of the process take their share.
        Assert.True(took < TimeSpan.FromSeconds(3 * Environment.ProcessorCount), $"{took}");
    }

    [Fact]
    public void a_workbook_of_many_parts_or_with_an_entity_is_not_read()
    {
        using var many = new MemoryStream();
        using (var zip = new ZipArchive(many, ZipArchiveMode.Create, leaveOpen: true))
            for (var n = 0; n <= Spreadsheet.MostParts; n++)
                zip.CreateEntry($"xl/{n}.xml");
        Assert.Equal("sheet-too-large", Refused(many.ToArray()));
        Assert.Null(Spreadsheet.Read(many.ToArray(), "prices.xlsx"));

        var plain = Workbooks.Of([
            ["Name"],
            ["Ladywood Grounds CIC"],
        ]);
        Assert.Null(Refused(plain));
        using var bytes = new MemoryStream();
        bytes.Write(plain);
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Update, leaveOpen: true))
        {
            var part = Assert.Single(zip.Entries, e => e.Name == "sheet1.xml");
            using var entry = part.Open();
            using var reader = new StreamReader(entry, leaveOpen: true);
            var xml = reader.ReadToEnd();
            var root = xml.IndexOf("<x:worksheet", StringComparison.Ordinal);
            Assert.True(root >= 0, xml);
            entry.SetLength(0);
            using var writer = new StreamWriter(entry);
            writer.Write("<!DOCTYPE w [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>");
            writer.Write(xml[root..].Replace("Ladywood Grounds CIC", "&e;", StringComparison.Ordinal));
        }
        Assert.Equal("sheet-unreadable", Refused(bytes.ToArray()));
        Assert.Null(Spreadsheet.Read(bytes.ToArray(), "prices.xlsx"));
    }

    private static UseIt.Marketplace.Imports.Sheet Read(string csv) =>
        UseIt.Marketplace.Imports.Sheet.Read(Encoding.UTF8.GetBytes(csv)).Sheet!;

    private static string? Refused(byte[] bytes) => UseIt.Marketplace.Imports.Sheet.Read(bytes).Refusal?.Code;
}
