using System.Globalization;
using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace UseIt.Marketplace.Imports;

/// <summary>The rows of the first sheet of a workbook, read from end to end without building it up.</summary>
internal static class WorkbookReading
{
    private sealed record Look(bool IsDay, bool IsTime, int Zeros);

    public static List<SheetRow> FirstSheet(SpreadsheetDocument document)
    {
        var book = document.WorkbookPart!;
        var first = book.Workbook!.Sheets!.Elements<DocumentFormat.OpenXml.Spreadsheet.Sheet>().First();
        var part = (WorksheetPart)book.GetPartById(first.Id!.Value!);
        var texts = Texts(book.SharedStringTablePart);
        var looks = Looks(book.WorkbookStylesPart?.Stylesheet);
        var from1904 = book.Workbook.WorkbookProperties?.Date1904?.Value == true;
        var rows = new List<SheetRow>();
        var merged = new List<(int From, int To)>();
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
            if (reader.ElementType == typeof(Row) && reader.IsStartElement)
            {
                if (rows.Count > Imports.Sheet.MostRows)
                    throw new SheetTooLargeException();
                rows.Add(Read((Row)reader.LoadCurrentElement()!, rows.Count == 0 ? 1 : rows[^1].Number + 1, texts, looks, from1904));
            }
            else if (reader.ElementType == typeof(MergeCell) && reader.IsStartElement)
                merged.Add(Span(((MergeCell)reader.LoadCurrentElement()!).Reference!.Value!));
        Mark(rows, merged);
        return rows;
    }

    // Rows come in order, so each span is looked at once.
    private static void Mark(List<SheetRow> rows, List<(int From, int To)> merged)
    {
        merged.Sort();
        var (next, reaches) = (0, 0);
        for (var i = 0; i < rows.Count; i++)
        {
            for (; next < merged.Count && merged[next].From <= rows[i].Number; next++)
                reaches = Math.Max(reaches, merged[next].To);
            if (reaches >= rows[i].Number)
                rows[i] = rows[i] with { Merged = true };
        }
    }

    private static SheetRow Read(Row row, int next, IReadOnlyList<string> texts, IReadOnlyList<Look> looks, bool from1904)
    {
        var cells = new List<SheetCell>();
        foreach (var cell in row.Elements<Cell>())
        {
            var column = cell.CellReference?.Value is { } reference ? Column(reference) : cells.Count;
            if (column >= Imports.Sheet.MostColumns)
            {
                if (cell.CellValue is null && cell.InlineString is null)
                    continue;
                throw new SheetTooLargeException();
            }
            while (cells.Count < column)
                cells.Add(new SheetCell(""));
            cells.Add(Read(cell, texts, looks, from1904));
        }
        return new SheetRow(row.RowIndex is { } index ? (int)index.Value : next, cells);
    }

    private static SheetCell Read(Cell cell, IReadOnlyList<string> texts, IReadOnlyList<Look> looks, bool from1904)
    {
        var raw = cell.CellValue?.Text ?? "";
        var type = cell.DataType?.Value ?? CellValues.Number;
        if (type == CellValues.InlineString)
            return new SheetCell((cell.InlineString?.InnerText ?? "").Trim());
        if (type == CellValues.SharedString)
            return new SheetCell(texts[int.Parse(raw, CultureInfo.InvariantCulture)]);
        if (type == CellValues.Boolean)
            return new SheetCell(raw == "1" ? "TRUE" : "FALSE");
        if (type == CellValues.Date && DateTime.TryParse(raw, CultureInfo.InvariantCulture, out var said))
            return new SheetCell(raw, DateOnly.FromDateTime(said));
        if (type != CellValues.Number || raw.Length == 0)
            return new SheetCell(raw.Trim());
        var look = cell.StyleIndex?.Value is { } style && style < looks.Count ? looks[(int)style] : null;
        if (!decimal.TryParse(raw, NumberStyles.Float, CultureInfo.InvariantCulture, out var number))
            return new SheetCell(raw);
        if (look is { IsDay: true } && number is >= 1 and < 2_958_466)
        {
            var day = DateOnly.FromDateTime(DateTime.FromOADate((double)number)).AddDays(from1904 ? 1462 : 0);
            return new SheetCell(day.ToString("dd/MM/yyyy", CultureInfo.InvariantCulture), day);
        }
        if (look is { IsTime: true } && TimeOf(number) is { } time)
            return new SheetCell(time);
        var text = number.ToString("0.############################", CultureInfo.InvariantCulture);
        // A format of zeros alone shows zeros that the number has not.
        return new SheetCell(look is { Zeros: > 0 } ? text.PadLeft(look.Zeros, '0') : text);
    }

    // A length of time is kept as a part of a day, and seen as hours and minutes. One that is no whole minute stays what it is.
    private static string? TimeOf(decimal days)
    {
        if (days is < 0 or > 1000)
            return null;
        var exact = days * 24 * 60;
        var minutes = decimal.Round(exact);
        return Math.Abs(exact - minutes) > 0.001m
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"{(int)minutes / 60}:{(int)minutes % 60:00}");
    }

    private static List<string> Texts(SharedStringTablePart? part)
    {
        var texts = new List<string>();
        if (part is null)
            return texts;
        using var reader = OpenXmlReader.Create(part);
        while (reader.Read())
            if (reader.ElementType == typeof(SharedStringItem) && reader.IsStartElement)
                texts.Add(string.Concat(Words((SharedStringItem)reader.LoadCurrentElement()!)).Trim());
        return texts;
    }

    // Without how it is spoken.
    private static IEnumerable<string> Words(SharedStringItem item) =>
        item.Elements<Text>().Select(t => t.Text).Concat(item.Elements<Run>().Select(r => r.Text?.Text ?? ""));

    private static IReadOnlyList<Look> Looks(Stylesheet? styles)
    {
        var own =
            styles?.NumberingFormats?.Elements<NumberingFormat>().ToDictionary(f => f.NumberFormatId!.Value, f => f.FormatCode!.Value!)
            ?? [];
        return
        [
            .. styles
                ?.CellFormats?.Elements<CellFormat>()
                .Select(f =>
                {
                    var id = f.NumberFormatId?.Value ?? 0;
                    var code = own.GetValueOrDefault(id) ?? "";
                    return new Look(
                        id is >= 14 and <= 17 or 22 || IsDay(code),
                        id is >= 18 and <= 21 or >= 45 and <= 47 || IsTime(code),
                        code.Length > 0 && code.All(c => c == '0') ? code.Length : 0
                    );
                })
                ?? [],
        ];
    }

    // Outside of what is quoted, a year beside a day or a month makes a date.
    private static bool IsDay(string code)
    {
        var plain = System.Text.RegularExpressions.Regex.Replace(code, "\"[^\"]*\"|\\[[^\\]]*\\]|\\\\.", "").ToLowerInvariant();
        return plain.Contains('y') && (plain.Contains('d') || plain.Contains('m'));
    }

    // Hours without a year; [h] counts beyond a day.
    private static bool IsTime(string code) =>
        !IsDay(code)
        && System.Text.RegularExpressions.Regex.Replace(code, "\"[^\"]*\"|\\\\.", "").Contains('h', StringComparison.OrdinalIgnoreCase);

    private static (int From, int To) Span(string reference)
    {
        var ends = reference.Split(':');
        return (RowOf(ends[0]), RowOf(ends[^1]));
    }

    private static int RowOf(string cell) => int.Parse(cell.AsSpan(cell.IndexOfAny([.. "0123456789"])), CultureInfo.InvariantCulture);

    private static int Column(string reference)
    {
        var column = 0;
        foreach (var c in reference.TakeWhile(char.IsAsciiLetter))
            column = Math.Min(column * 26 + (char.ToUpperInvariant(c) - 'A' + 1), 100_000);
        return column - 1;
    }
}
