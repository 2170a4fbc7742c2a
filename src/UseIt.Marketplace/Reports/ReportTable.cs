using System.Globalization;
using UseIt.Marketplace.Documents;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// A frozen report as a table: one line for each figure or fact, with its unit. Numbers are not rounded. The same report gives the same
/// bytes.
/// </summary>
public static class ReportTable
{
    public const string Rounding = "Figures are not rounded";

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

    public static byte[] Csv(ReportRun run, IReportModel model, string title) => Spreadsheet.Csv(Lines(run, model, title).Prepend(Columns));

    public static byte[] Xlsx(ReportRun run, IReportModel model, string title) =>
        Spreadsheet.Xlsx("Figures", Lines(run, model, title).Prepend(Columns));

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
}
