using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using CsvHelper;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// A frozen report as a table: one line for each figure or fact, with its unit. Numbers are not rounded. The same report gives the same
/// bytes.
/// </summary>
public static class ReportTable
{
    public const string Rounding = "Figures are not rounded";

    private const string Exact = "0.############################";

    // A spreadsheet would take a text that begins with = or + for a formula.
    private static readonly CsvWriterOptions Harmless = new() { Injection = CsvInjection.Escape };

    // The last cell leads to the facts behind the figure.
    private static readonly string[] Columns =
    [
        "Part",
        "About",
        "Figure",
        "Value",
        "Unit",
        "State",
        "Words",
        "As at",
        "Source",
        "Framework",
        "Reference",
        "Evidence",
    ];

    public static byte[] Csv(ReportRun run, IReportModel model, string title)
    {
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, Harmless, true))
            foreach (var line in Lines(run, model, title).Prepend(Columns))
            {
                foreach (var cell in line)
                    if (cell is decimal number)
                        csv.WriteField(number, Exact);
                    else
                        csv.WriteField((string?)cell);
                csv.EndRecord();
            }
        return bytes.ToArray();
    }

    public static byte[] Xlsx(ReportRun run, IReportModel model, string title)
    {
        using var bytes = new MemoryStream();
        using (var workbook = SpreadsheetDocument.Create(bytes, SpreadsheetDocumentType.Workbook))
        {
            var book = workbook.AddNewPart<WorkbookPart>(
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
                "rId1"
            );
            var sheet = book.AddNewPart<WorksheetPart>("rId1");
            using (var writer = OpenXmlWriter.Create(sheet))
                WriteSheet(writer, Lines(run, model, title).Prepend(Columns));
            book.Workbook = new Workbook(
                new Sheets(
                    new Sheet
                    {
                        Name = "Figures",
                        SheetId = 1,
                        Id = "rId1",
                    }
                )
            );
        }
        return Timeless(bytes);
    }

    private static IEnumerable<object?[]> Lines(ReportRun run, IReportModel model, string title)
    {
        foreach (
            var (what, words) in new (string, string?)[]
            {
                ("Kind", title),
                ("Title", model.Title),
                ("Report", run.ReportId.ToString()),
                ("Data cut", model.DataCut),
                ("Figures as at", Instant(model.AsAt)),
                ("Framework", run.FrameworkEdition ?? ReportWriter.NotRecorded),
                ("Checksum", run.Checksum),
                ("Rounding", Rounding),
            }
        )
            yield return Line(new ReportRow("Report", null, what, Words: words));
        foreach (var row in model.Rows())
            yield return Line(row);

        object?[] Line(ReportRow row) =>
            [
                row.Part,
                row.About,
                row.Figure,
                row.Unit is null ? null
                : row.Value is { } value ? value
                : ReportWriter.NotRecorded,
                row.Unit,
                row.State,
                row.Words,
                row.AsAt is { } at ? Instant(at) : null,
                row.Source,
                row.Framework,
                row.Reference,
                row.Key is null ? null : $"/reports/{run.ReportId}/evidence/{row.Key}",
            ];
    }

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static string Written(decimal number) => number.ToString(Exact, CultureInfo.InvariantCulture);

    private static void WriteSheet(OpenXmlWriter writer, IEnumerable<object?[]> lines)
    {
        writer.WriteStartElement(new Worksheet());
        writer.WriteElement(
            new SheetViews(
                new SheetView(
                    new Pane
                    {
                        VerticalSplit = 1,
                        TopLeftCell = "A2",
                        ActivePane = PaneValues.BottomLeft,
                        State = PaneStateValues.Frozen,
                    }
                )
                {
                    WorkbookViewId = 0,
                }
            )
        );
        writer.WriteStartElement(new SheetData());
        uint row = 0;
        foreach (var line in lines)
        {
            writer.WriteStartElement(new Row { RowIndex = ++row });
            for (var column = 0; column < line.Length; column++)
                if (line[column] is { } cell)
                    writer.WriteElement(CellOf($"{(char)('A' + column)}{row}", cell));
            writer.WriteEndElement();
        }
        writer.WriteEndElement();
        writer.WriteEndElement();
    }

    // A text is written as one, so it is never a formula and keeps its leading zeros.
    private static Cell CellOf(string place, object value) =>
        value is decimal number
            ? new Cell(new CellValue(Written(number))) { CellReference = place, DataType = CellValues.Number }
            : new Cell(new InlineString(new Text(Writable((string)value)) { Space = SpaceProcessingModeValues.Preserve }))
            {
                CellReference = place,
                DataType = CellValues.InlineString,
            };

    // XML has no control characters, and a cell holds 32,767 characters.
    private static string Writable(string text)
    {
        const int Longest = 32_767;
        var clean = new StringBuilder(Math.Min(text.Length, Longest));
        for (var i = 0; i < text.Length && clean.Length < Longest; i++)
            if (XmlConvert.IsXmlChar(text[i]))
                clean.Append(text[i]);
            else if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i]) && clean.Length + 1 < Longest)
                clean.Append(text[i]).Append(text[++i]);
            else
                clean.Append('\uFFFD');
        return clean.ToString();
    }

    // The parts as they are, without the instant at which each was written.
    private static byte[] Timeless(MemoryStream package)
    {
        package.Position = 0;
        using var bytes = new MemoryStream();
        using (var from = new ZipArchive(package, ZipArchiveMode.Read))
        using (var to = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
            foreach (var part in from.Entries.OrderBy(e => e.FullName, StringComparer.Ordinal))
            {
                var entry = to.CreateEntry(part.FullName);
                entry.LastWriteTime = new DateTimeOffset(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);
                using var source = part.Open();
                using var target = entry.Open();
                source.CopyTo(target);
            }
        return bytes.ToArray();
    }
}
