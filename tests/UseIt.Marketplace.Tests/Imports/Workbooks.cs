using DocumentFormat.OpenXml;
using DocumentFormat.OpenXml.Packaging;
using DocumentFormat.OpenXml.Spreadsheet;

namespace UseIt.Marketplace.Tests.Imports;

/// <summary>Workbooks as people make them.</summary>
internal static class Workbooks
{
    /// <summary>
    /// Styles: 0 as it is, 1 a date of the system, 2 a date of one's own, 3 eight zeros, 4 a time of the system, 5 hours beyond a day.
    /// </summary>
    public sealed record Styled(string Number, uint Style);

    /// <summary>A formula that cannot be worked out.</summary>
    public sealed record Fault(string Shown);

    public static byte[] Of(IEnumerable<object?[]> rows, params string[] merged)
    {
        using var bytes = new MemoryStream();
        using (var document = SpreadsheetDocument.Create(bytes, SpreadsheetDocumentType.Workbook))
        {
            var book = document.AddWorkbookPart();
            var part = book.AddNewPart<WorksheetPart>();
            var data = new SheetData();
            foreach (var (n, row) in rows.Index())
                data.Append(new Row([.. row.Select(CellOf)]) { RowIndex = (uint)n + 1 });
            part.Worksheet = new Worksheet(data);
            if (merged.Length > 0)
                part.Worksheet.Append(new MergeCells([.. merged.Select(m => new MergeCell { Reference = m })]));
            var styles = book.AddNewPart<WorkbookStylesPart>();
            styles.Stylesheet = new Stylesheet(
                new NumberingFormats(
                    new NumberingFormat { NumberFormatId = 164, FormatCode = "dd\\-mmm\\-yyyy" },
                    new NumberingFormat { NumberFormatId = 165, FormatCode = "00000000" },
                    new NumberingFormat { NumberFormatId = 166, FormatCode = "[h]:mm" }
                ),
                new Fonts(new Font()),
                new Fills(new Fill()),
                new Borders(new Border()),
                new CellFormats(
                    new CellFormat(),
                    new CellFormat { NumberFormatId = 14, ApplyNumberFormat = true },
                    new CellFormat { NumberFormatId = 164, ApplyNumberFormat = true },
                    new CellFormat { NumberFormatId = 165, ApplyNumberFormat = true },
                    new CellFormat { NumberFormatId = 20, ApplyNumberFormat = true },
                    new CellFormat { NumberFormatId = 166, ApplyNumberFormat = true }
                )
            );
            book.Workbook = new Workbook(
                new Sheets(
                    new DocumentFormat.OpenXml.Spreadsheet.Sheet
                    {
                        Name = "Support",
                        SheetId = 1,
                        Id = book.GetIdOfPart(part),
                    }
                )
            );
        }
        return bytes.ToArray();
    }

    /// <summary>A name in each of these rows.</summary>
    public static byte[] Numbered(IReadOnlyList<uint> rows)
    {
        using var bytes = new MemoryStream();
        bytes.Write(Of(rows.Select(_ => new object?[] { "Enterprise" })));
        using (var document = SpreadsheetDocument.Open(bytes, isEditable: true))
            foreach (var (n, row) in document.WorkbookPart!.WorksheetParts.Single().Worksheet!.Descendants<Row>().Index())
                row.RowIndex = rows[n];
        return bytes.ToArray();
    }

    private static Cell CellOf(object? value) =>
        value switch
        {
            null => new Cell(),
            Styled s => new Cell { CellValue = new CellValue(s.Number), StyleIndex = s.Style },
            Fault f => new Cell { DataType = CellValues.Error, CellValue = new CellValue(f.Shown) },
            int n => new Cell { CellValue = new CellValue(n) },
            _ => new Cell { DataType = CellValues.InlineString, InlineString = new InlineString(new Text(value.ToString()!)) },
        };
}
