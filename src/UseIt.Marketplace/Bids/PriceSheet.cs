using System.Globalization;
using System.Text.RegularExpressions;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>A price as a spreadsheet: a row for each line, under the names of its columns.</summary>
public static partial class PriceSheet
{
    private static readonly string[] Columns =
    [
        "What for",
        "How many",
        "Of what",
        "Price for one, without VAT",
        "VAT, per cent",
        "Year",
        "Work package",
    ];

    // What people call a column when they bring their own.
    private static readonly IReadOnlyDictionary<string, int> Known = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase)
    {
        ["description"] = 0,
        ["item"] = 0,
        ["title"] = 0,
        ["quantity"] = 1,
        ["number"] = 1,
        ["qty"] = 1,
        ["unit"] = 2,
        ["rate"] = 3,
        ["price"] = 3,
        ["unit price"] = 3,
        ["price for one"] = 3,
        ["vat"] = 4,
        ["vat rate"] = 4,
        ["vat %"] = 4,
        ["contract year"] = 5,
    };

    public static byte[] Write(IReadOnlyList<PriceLine> lines, IReadOnlyList<WorkPackage> packages) =>
        Spreadsheet.Xlsx(
            "Prices",
            lines
                .Select(l =>
                    new object?[]
                    {
                        l.Title,
                        l.Times,
                        l.Unit,
                        l.Each.Amount,
                        l.VatRate,
                        l.Year is { } year ? (decimal)year : null,
                        packages.FirstOrDefault(p => p.WorkPackageId == l.WorkPackageId)?.Title,
                    }
                )
                .Prepend(Columns)
        );

    /// <summary>The lines of a file, or all that is wrong with it, row by row as the spreadsheet counts them.</summary>
    public static (IReadOnlyList<PriceLineTyped> Lines, IReadOnlyList<string> Wrong) Read(
        byte[] file,
        string fileName,
        IReadOnlyList<WorkPackage> packages
    )
    {
        if (Spreadsheet.Read(file, fileName) is not { } rows)
            return ([], ["Choose an Excel workbook (.xlsx) or a CSV file that opens in a spreadsheet program"]);
        var first = rows.Select((r, n) => (Row: r, Number: n)).FirstOrDefault(r => r.Row.Any(c => !string.IsNullOrWhiteSpace(c)));
        var places = (first.Row ?? []).Select(ColumnOf).ToArray();
        string[] missing = [.. new[] { 0, 1, 3 }.Where(c => !places.Contains(c)).Select(c => $"“{Columns[c]}”")];
        if (missing.Length > 0)
            return ([], [$"The first row must name the columns. It lacks {string.Join(" and ", missing)}"]);
        List<PriceLineTyped> lines = [];
        List<string> wrong = [];
        for (var n = first.Number + 1; n < rows.Count; n++)
        {
            var row = rows[n];
            if (row.All(string.IsNullOrWhiteSpace))
                continue;
            var typed = new PriceLineTyped
            {
                Title = Cell(0),
                Quantity = Cell(1),
                Unit = Cell(2),
                Rate = Cell(3),
                VatRate = Cell(4),
                Year = Cell(5),
            };
            if (packages.Count > 1)
            {
                if (packages.FirstOrDefault(p => Same(p.Title, Cell(6))) is { } package)
                    typed.WorkPackageId = package.WorkPackageId;
                else
                    Say($"name its work package: {string.Join(" or ", packages.Select(p => $"“{p.Title}”"))}");
            }
            lines.Add(typed);
            if (typed.Read(packages is [var one] ? one.WorkPackageId : null, (_, sentence) => Say(sentence)) is { } line)
            {
                var answer = new BidAnswer(Prices: [line]);
                foreach (var fault in Texts.Wrong(answer).Concat(answer.Faults()))
                    Say(fault.Sentence);
            }

            string? Cell(int column) =>
                Array.IndexOf(places, column) is var place and >= 0 && place < row.Count && row[place].Trim() is { Length: > 0 } text
                    ? text
                    : null;

            void Say(string sentence) => wrong.Add(string.Create(CultureInfo.InvariantCulture, $"Row {n + 1}: {sentence}"));
        }
        if (lines.Count == 0)
            wrong.Add("The file has no lines under the names of the columns");
        if (lines.Count > BidAnswer.MostLines)
            wrong.Insert(0, BidAnswer.TooManyLines.Sentence);
        return (lines, wrong);
    }

    private static int? ColumnOf(string name)
    {
        // "Price for one, without VAT (£)" and "Rate" both say the price.
        var said = Brackets().Replace(name, "").Trim();
        var own = Array.FindIndex(Columns, c => Same(c, said));
        return own >= 0 ? own
            : Known.TryGetValue(said, out var column) ? column
            : null;
    }

    private static bool Same(string one, string? other) => one.Trim().Equals(other?.Trim(), StringComparison.OrdinalIgnoreCase);

    [GeneratedRegex(@"\s*\([^)]*\)")]
    private static partial Regex Brackets();
}
