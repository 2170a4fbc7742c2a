using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

/// <summary>What a column of a catalogue can say.</summary>
public enum CatalogueField
{
    Framework,
    Edition,
    Code,
    Title,
    Question,
    Unit,
    Proxy,
    PriceYear,
    RecordOnly,
}

/// <summary>A catalogue as a file says it: of one framework and one edition, or what is wrong with it, row by row.</summary>
public sealed record CatalogueFile(
    string Name,
    string Edition,
    FrameworkMode Mode,
    IReadOnlyList<FrameworkMetric> Metrics,
    IReadOnlyList<RowOutcome> Wrong
)
{
    private const int LongestCode = 50;
    private const int LongestUnit = 100;
    private const int LongestTitle = 300;
    private const int LongestQuestion = 2_000;
    private const int FirstYear = 1990;

    public static SheetColumns<CatalogueField> Columns { get; } =
        new([
            (CatalogueField.Framework, "framework", ["framework", "catalogue"]),
            (CatalogueField.Edition, "edition", ["edition", "version"]),
            (CatalogueField.Code, "ref", ["ref", "reference", "code", "measure ref"]),
            (CatalogueField.Title, "measure", ["measure", "metric", "title", "measure title"]),
            (CatalogueField.Question, "question", ["question", "description", "help text", "guidance"]),
            (CatalogueField.Unit, "unit", ["unit", "units"]),
            (CatalogueField.Proxy, "proxy", ["proxy", "proxy value", "value"]),
            (CatalogueField.PriceYear, "priceYear", ["priceyear", "price year", "year", "proxy year"]),
            (CatalogueField.RecordOnly, "recordOnly", ["recordonly", "record only"]),
        ]);

    private static readonly CatalogueField[] Needed =
    [
        CatalogueField.Framework,
        CatalogueField.Edition,
        CatalogueField.Code,
        CatalogueField.Title,
        CatalogueField.Unit,
    ];

    /// <summary>What a sheet says. It is taken in whole, or not at all.</summary>
    /// <param name="sheet">The file.</param>
    /// <param name="owner">Whose licence it is: ids follow from it, so that the same file says the same.</param>
    /// <param name="today">No proxy is of a year that has not begun.</param>
    public static CatalogueFile Of(Sheet sheet, Guid owner, DateOnly today)
    {
        var columns = Columns.Match(sheet.Headings, null);
        if (Needed.Where(n => !columns.Contains(n)).Select(Columns.Called).ToArray() is { Length: > 0 } missing)
            return new CatalogueFile("", "", default, [], [new RowOutcome(1, [$"No heading says: {string.Join(", ", missing)}"])]);
        var layout = new SheetLayout<CatalogueField>(sheet, columns);
        var (name, edition) = (
            layout.Of(sheet.Rows[0], CatalogueField.Framework).Text ?? "",
            layout.Of(sheet.Rows[0], CatalogueField.Edition).Text ?? ""
        );
        // Where any of it has a proxy, all of it has, or is only recorded.
        var mode = sheet.Rows.Any(r => !string.IsNullOrEmpty(layout.Of(r, CatalogueField.Proxy).Text))
            ? FrameworkMode.Monetised
            : FrameworkMode.Metric;
        List<FrameworkMetric> metrics = [];
        List<RowOutcome> wrong = [];
        var codes = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var row in sheet.Rows)
        {
            var cells = new RowCells<CatalogueField>(row, layout, Columns);
            var metric = Read(cells);
            if (metric.Code.Length > 0 && !codes.Add(metric.Code))
                cells.Refuse("Another row has this ref");
            foreach (var not in FrameworkAccess.Wrong(metric, mode, today))
                cells.Refuse(not.Sentence);
            if (cells.Wrong.Count > 0)
                wrong.Add(new RowOutcome(row.Number, [.. cells.Wrong.Distinct()]));
            else
                metrics.Add(metric);
        }
        return new CatalogueFile(name, edition, mode, metrics, wrong);

        FrameworkMetric Read(RowCells<CatalogueField> cells)
        {
            if ((cells[CatalogueField.Framework].Text ?? "") != name || (cells[CatalogueField.Edition].Text ?? "") != edition)
                cells.Refuse("It is of another framework or edition than the first row. Bring each in a file of its own");
            if (name.Length == 0 || edition.Length == 0)
                cells.Refuse("The framework or the edition is missing");
            var (code, title) = (cells.Text(CatalogueField.Code, LongestCode) ?? "", cells.Text(CatalogueField.Title, LongestTitle) ?? "");
            var question = cells[CatalogueField.Question].Text;
            if (question is { Length: > LongestQuestion })
                cells.Refuse("The question is too long");
            var recordOnly = SheetColumns.Plain(cells.Text(CatalogueField.RecordOnly, LongestCode) ?? "") is "yes" or "true" or "1" or "x";
            return new FrameworkMetric(
                UuidV5.Of(owner, $"catalogue/{name}/{edition}/{code}"),
                code,
                title,
                string.IsNullOrEmpty(question) ? title : question,
                cells.Text(CatalogueField.Unit, LongestUnit) ?? "",
                ProxyOf(cells),
                recordOnly
            );
        }

        MetricProxy? ProxyOf(RowCells<CatalogueField> cells)
        {
            if (cells.Text(CatalogueField.Proxy, LongestCode) is not { } said)
                return null;
            if (!Typed.Number(said, out var number) || number is not { } value)
            {
                cells.Refuse("The proxy is not a number such as 17.38");
                return null;
            }
            if (
                cells.Text(CatalogueField.PriceYear, LongestCode) is not { } written
                || !int.TryParse(written, out var year)
                || year < FirstYear
                || year > today.Year
            )
            {
                cells.Refuse("The year of the prices is missing, or no year such as 2024");
                return null;
            }
            // The prices of a year are as at its end, or as at today where it is this one.
            var last = new DateOnly(year, 12, 31);
            return new MetricProxy(new Money(value), $"{name}, {edition}", last > today ? today : last);
        }
    }
}
