using System.IO.Compression;
using System.Security.Cryptography;
using CsvHelper;
using DocumentFormat.OpenXml.Packaging;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Imports;

/// <summary>One cell: its text as somebody sees it, and its day where the spreadsheet itself knows it for one.</summary>
public readonly record struct SheetCell(string Text, DateOnly? Day = null);

/// <summary>One row below the headings, under the number that its program shows for it.</summary>
public sealed record SheetRow(int Number, IReadOnlyList<SheetCell> Cells, bool Merged = false)
{
    public SheetCell this[int column] => column < Cells.Count ? Cells[column] : default;
}

/// <summary>A table somebody keeps: its headings, its rows, and the digest of its bytes.</summary>
public sealed record Sheet(IReadOnlyList<string> Headings, IReadOnlyList<SheetRow> Rows, string Sha256)
{
    public const int MostBytes = 10 << 20;
    public const int MostRows = 20_000;
    public const int MostColumns = 100;

    /// <summary>The last row that a spreadsheet has.</summary>
    public const int LastRow = 1_048_576;

    /// <summary>The longest text of a cell, as in the spreadsheets themselves.</summary>
    public const int LongestCell = 32_767;

    /// <summary>What an XLSX may unpack to.</summary>
    private const long MostUnpacked = 200L << 20;

    public static readonly Refusal Unreadable = new(
        "sheet-unreadable",
        "spreadsheet",
        "The file cannot be read. Choose an XLSX workbook, or CSV saved as UTF-8, whose first row has the headings"
    );
    public static readonly Refusal TooLarge = new(
        "sheet-too-large",
        "spreadsheet",
        $"The file must have at most {MostRows:N0} rows, {MostColumns} columns and 10 MB. Split it"
    );
    public static readonly Refusal Nothing = new("sheet-empty", "spreadsheet", "There is no row below the headings");
    public static readonly Refusal MergedHeadings = new(
        "headings-merged",
        "spreadsheet",
        "Cells of the headings are merged. Give each column a heading of its own"
    );

    /// <summary>What stands in a column, for somebody to know it by.</summary>
    public string Sample(int column) =>
        string.Join(", ", Rows.Select(r => r[column].Text).Where(t => !string.IsNullOrEmpty(t)).Distinct().Take(3));

    /// <summary>The table in these bytes, or why there is none.</summary>
    public static (Sheet? Sheet, Refusal? Refusal) Read(byte[] bytes)
    {
        if (bytes.Length > MostBytes)
            return (null, TooLarge);
        try
        {
            var rows = bytes is [(byte)'P', (byte)'K', ..] ? Workbook(bytes) : Csv(bytes);
            rows.RemoveAll(r => !r.Merged && r.Cells.All(c => c.Text.Length == 0));
            if (rows.Count == 0)
                return (null, Nothing);
            if (rows[0].Merged)
                return (null, MergedHeadings);
            if (rows.Count - 1 > MostRows || rows.Exists(r => r.Cells.Count > MostColumns))
                return (null, TooLarge);
            if (rows.Count == 1)
                return (null, Nothing);
            if (rows.Exists(r => r.Cells.Any(c => c.Text.Length > LongestCell || c.Text.Contains('\0'))))
                return (null, Unreadable);
            // A row is known by its number: each has one of its own, and they come in order.
            if (rows[0].Number < 1 || rows[^1].Number > LastRow || rows.Zip(rows.Skip(1)).Any(r => r.First.Number >= r.Second.Number))
                return (null, Unreadable);
            return (new Sheet([.. rows[0].Cells.Select(c => c.Text)], rows[1..], Convert.ToHexStringLower(SHA256.HashData(bytes))), null);
        }
        catch (SheetTooLargeException)
        {
            return (null, TooLarge);
        }
        // Whatever is wrong with bytes of others, it is wrong with the bytes.
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return (null, Unreadable);
        }
    }

    private static List<SheetRow> Csv(byte[] bytes)
    {
        // Letters of another encoding would come in as question marks.
        if (!System.Text.Unicode.Utf8.IsValid(bytes))
            throw new InvalidDataException();
        var options = new CsvReaderOptions
        {
            HasHeader = false,
            SkipEmptyLines = true,
            TrackLineNumbers = true,
            TrimWhitespace = true,
            TrimInsideQuotes = true,
            MaxRecordSize = 1 << 20,
            IncludeValuesInExceptions = false,
        };
        var rows = new List<SheetRow>();
        using var csv = CsvReader.Create(bytes, options);
        while (csv.Read())
        {
            if (rows.Count > MostRows || csv.FieldCount > MostColumns)
                throw new SheetTooLargeException();
            var cells = new SheetCell[csv.FieldCount];
            for (var i = 0; i < cells.Length; i++)
                cells[i] = new SheetCell(csv.GetString(i));
            rows.Add(new SheetRow((int)csv.LineNumber, cells));
        }
        return rows;
    }

    private static List<SheetRow> Workbook(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes, writable: false);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Read, leaveOpen: true))
            if (zip.Entries.Count > Spreadsheet.MostParts || zip.Entries.Sum(e => e.Length) > MostUnpacked)
                throw new SheetTooLargeException();
        stream.Position = 0;
        using var document = SpreadsheetDocument.Open(stream, isEditable: false);
        return WorkbookReading.FirstSheet(document);
    }
}

/// <summary>More than is read.</summary>
internal sealed class SheetTooLargeException : Exception;
