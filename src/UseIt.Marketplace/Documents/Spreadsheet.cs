using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Xml;
using CsvHelper;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace UseIt.Marketplace.Documents;

/// <summary>Lines as CSV or as a workbook of one sheet, out and in. The same lines give the same bytes; numbers are not rounded.</summary>
public static class Spreadsheet
{
    /// <summary>What one file may bring.</summary>
    public const long Most = 1 << 20;

    // A workbook of that size can be packed to unpack to any.
    private const long MostUnpacked = 8 << 20;
    private const int MostRows = 5000;

    /// <summary>A workbook has some dozens of parts.</summary>
    public const int MostParts = 1000;

    private const string Exact = "0.############################";

    // A spreadsheet would take a text that begins with = or + for a formula.
    private static readonly CsvWriterOptions Harmless = new() { Injection = CsvInjection.Escape };

    public static byte[] Csv(IEnumerable<object?[]> lines)
    {
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, Harmless, true))
            foreach (var line in lines)
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

    public static byte[] Xlsx(string name, IEnumerable<object?[]> lines)
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
                WriteSheet(writer, lines);
            book.Workbook = new Workbook(
                new Sheets(
                    new Sheet
                    {
                        Name = name,
                        SheetId = 1,
                        Id = "rId1",
                    }
                )
            );
        }
        return Timeless(bytes);
    }

    /// <summary>
    /// The rows of the first sheet as people see them, the first row first, each as long as its last cell that says something; null where
    /// it is no such file.
    /// </summary>
    public static IReadOnlyList<IReadOnlyList<string>>? Read(byte[] file, string fileName)
    {
        try
        {
            return Path.GetExtension(fileName).Equals(".csv", StringComparison.OrdinalIgnoreCase) ? ReadCsv(file)
                : file.AsSpan().StartsWith("PK"u8) && Unpacks(file) ? ReadXlsx(file)
                : null;
        }
        // Whatever is wrong with bytes of others, it is wrong with the bytes.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return null;
        }
    }

    private static IReadOnlyList<IReadOnlyList<string>>? ReadCsv(byte[] file)
    {
        if (file.AsSpan().Contains((byte)0))
            return null;
        var rows = new List<IReadOnlyList<string>>();
        using var csv = CsvReader.FromText(TextOf(file), new CsvReaderOptions { HasHeader = false, SkipEmptyLines = false });
        while (rows.Count < MostRows && csv.Read())
            rows.Add([.. Enumerable.Range(0, csv.FieldCount).Select(csv.GetString)]);
        return rows;
    }

    // What is no UTF-8 was mostly saved by an office program on Windows, where a pound sign is one byte.
    private static string TextOf(byte[] file)
    {
        try
        {
            return new UTF8Encoding(false, true).GetString(file).TrimStart('\uFEFF');
        }
        catch (DecoderFallbackException)
        {
            return Encoding.Latin1.GetString(file);
        }
    }

    private static bool Unpacks(byte[] file)
    {
        using var zip = new ZipArchive(new MemoryStream(file), ZipArchiveMode.Read);
        if (zip.Entries.Count > MostParts)
            return false;
        var left = MostUnpacked;
        var buffer = new byte[1 << 16];
        foreach (var entry in zip.Entries)
        {
            using var bytes = entry.Open();
            while (bytes.Read(buffer) is var read and > 0)
                if ((left -= read) < 0)
                    return false;
        }
        return true;
    }

    private static IReadOnlyList<IReadOnlyList<string>>? ReadXlsx(byte[] file)
    {
        using var workbook = SpreadsheetDocument.Open(new MemoryStream(file), false);
        if (
            workbook.WorkbookPart is not { Workbook: { } content } book
            || content.Descendants<Sheet>().FirstOrDefault() is not { Id.Value: { } id }
            || book.GetPartById(id) is not WorksheetPart { Worksheet: { } sheet }
        )
            return null;
        string[] shared = [.. book.SharedStringTablePart?.SharedStringTable?.Elements<SharedStringItem>().Select(i => i.InnerText) ?? []];
        var percent = Percent(book.WorkbookStylesPart?.Stylesheet);
        var rows = new List<IReadOnlyList<string>>();
        foreach (var row in sheet.Descendants<Row>())
        {
            // Rows and cells that say nothing are left out of the file.
            var number = (int)(row.RowIndex?.Value ?? (uint)rows.Count + 1);
            if (number > MostRows)
                break;
            while (rows.Count < number - 1)
                rows.Add([]);
            var cells = new List<string>();
            foreach (var cell in row.Elements<Cell>())
            {
                var column = ColumnOf(cell.CellReference?.Value) ?? cells.Count;
                if (column > 100)
                    break;
                while (cells.Count < column)
                    cells.Add("");
                cells.Add(TextOf(cell, shared, percent));
            }
            rows.Add(cells);
        }
        return rows;
    }

    private static string TextOf(Cell cell, string[] shared, IReadOnlySet<uint> percent)
    {
        var value = cell.CellValue?.Text ?? "";
        if (cell.DataType?.Value == CellValues.InlineString)
            return cell.InlineString?.InnerText ?? "";
        if (cell.DataType?.Value == CellValues.SharedString)
            return int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var n) && n < shared.Length ? shared[n] : "";
        if (cell.DataType is { } type && type.Value != CellValues.Number)
            return value;
        // A workbook keeps numbers in binary: 0.1 + 0.2 stands there as 0.30000000000000004.
        if (
            !double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var binary)
            || !double.IsFinite(binary)
            || Math.Abs(binary) > 1e15
        )
            return value;
        var number = (decimal)binary;
        return cell.StyleIndex is { } style && percent.Contains(style.Value)
            ? (number * 100).ToString(Exact, CultureInfo.InvariantCulture) + "%"
            : number.ToString(Exact, CultureInfo.InvariantCulture);
    }

    // Which formats show 0.2 as 20%.
    private static IReadOnlySet<uint> Percent(Stylesheet? styles)
    {
        var own = (styles?.NumberingFormats?.Elements<NumberingFormat>() ?? [])
            .Where(f => f.FormatCode?.Value?.Contains('%', StringComparison.Ordinal) == true)
            .Select(f => f.NumberFormatId?.Value ?? 0);
        HashSet<uint> formats = [9, 10, .. own];
        return (styles?.CellFormats?.Elements<CellFormat>() ?? [])
            .Select((f, n) => (Format: f.NumberFormatId?.Value ?? 0, Index: (uint)n))
            .Where(f => formats.Contains(f.Format))
            .Select(f => f.Index)
            .ToHashSet();
    }

    private static int? ColumnOf(string? reference)
    {
        var column = 0;
        foreach (var c in (reference ?? "").TakeWhile(char.IsAsciiLetterUpper))
            column = Math.Min(column * 26 + (c - 'A' + 1), 100_000);
        return column == 0 ? null : column - 1;
    }

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
