using CsvHelper;

namespace UseIt.Marketplace.Imports;

/// <summary>What is wrong, row by row, as a table for the spreadsheet it came from.</summary>
public static class RowErrors
{
    // What somebody wrote into a cell must not be carried out when it comes back.
    private static readonly CsvWriterOptions Harmless = new() { Injection = CsvInjection.Escape };

    public static byte[] Csv(IEnumerable<(int Row, string Name, IReadOnlyList<string> Wrong)> rows, string named = "Enterprise")
    {
        using var bytes = new MemoryStream();
        using (var csv = CsvWriter.Create(bytes, Harmless, true))
        {
            Write(csv, "Row", named, "What is wrong");
            foreach (var (row, name, wrong) in rows)
            foreach (var sentence in wrong)
                Write(csv, row.ToString(System.Globalization.CultureInfo.InvariantCulture), name, sentence);
        }
        return bytes.ToArray();
    }

    public static byte[] Of(CasePlan plan, IReadOnlyList<RowOutcome> refused)
    {
        var names = plan.Lines.ToDictionary(l => l.Row, l => l.Name);
        return Csv(
            plan.Wrong.Select(l => (l.Row, l.Name, l.Wrong))
                .Concat(
                    plan.Lines.Where(l => plan.OfRow.TryGetValue(l.Row, out var e) && e.Asked.Count > 0)
                        .Select(l =>
                            (l.Row, l.Name, (IReadOnlyList<string>)[$"It may be “{plan.OfRow[l.Row].Asked[0].Name}”: say whether it is"])
                        )
                )
                .Concat(refused.Select(r => (r.Row, names.GetValueOrDefault(r.Row) ?? "", r.Wrong)))
                .OrderBy(r => r.Item1)
        );
    }

    /// <param name="plan">What the sheet comes to.</param>
    /// <param name="refused">What was refused when it was its turn.</param>
    /// <param name="named">What is said of a row beside its number; null where nothing is.</param>
    public static byte[] Of<TLine>(RowPlan<TLine> plan, IReadOnlyList<RowOutcome> refused, Func<TLine, string?> named)
        where TLine : class, IImportLine
    {
        var lines = plan.Rows.ToDictionary(r => r.Line.Row, r => named(r.Line) ?? "");
        return Csv(
            plan.Wrong.Select(l => (l.Row, lines[l.Row], l.Wrong))
                .Concat(plan.Open.Select(r => (r.Line.Row, lines[r.Line.Row], (IReadOnlyList<string>)[Like])))
                .Concat(refused.Select(r => (r.Row, lines.GetValueOrDefault(r.Row) ?? "", r.Wrong)))
                .OrderBy(r => r.Item1),
            "Name"
        );
    }

    private const string Like = "It is like one that is here, or a row above: say whether it is the same";

    private static void Write(CsvWriter csv, params string[] cells)
    {
        foreach (var cell in cells)
            csv.WriteField(cell);
        csv.EndRecord();
    }
}
