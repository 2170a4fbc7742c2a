using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// What was delivered of one measure over several commitments, in its own unit. Units and frameworks are never mixed, and what nobody has
/// verified stands beside what somebody has.
/// </summary>
public sealed record MeasureTotal(
    string Framework,
    string Edition,
    string Code,
    string Unit,
    int Commitments,
    ReportFigure? Promised,
    ReportFigure Verified,
    ReportFigure Unverified
)
{
    public string Name => $"{Framework}, {Edition}, {Code}";

    public IEnumerable<ReportFigure> Figures() => Promised is null ? [Verified, Unverified] : [Promised, Verified, Unverified];

    public IEnumerable<ReportRow> Rows() => Figures().Select(f => ReportRow.Of("Measure", Unit, f, Name));

    /// <param name="key">What the keys of its figures begin with.</param>
    /// <param name="commitments">The commitments with their evidence.</param>
    /// <param name="by">
    /// Whose evidence counts; everybody's where nobody is named. A promise that several share is not told beside what one has delivered.
    /// </param>
    public static IReadOnlyList<MeasureTotal> Of(string key, IEnumerable<LedgerRow> commitments, Guid? by = null) =>
        [
            .. commitments
                .GroupBy(row => (row.Metric.Framework, row.Metric.Edition, row.Metric.Code, row.Metric.Unit))
                .OrderBy(g => g.Key.Framework, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Edition, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Code, StringComparer.Ordinal)
                .ThenBy(g => g.Key.Unit, StringComparer.Ordinal)
                .Select((g, i) => Of($"{key}-{i + 1}", g.First().Metric, [.. g], by)),
        ];

    private static MeasureTotal Of(string key, CommitmentMetric metric, IReadOnlyList<LedgerRow> rows, Guid? by)
    {
        EvidenceEntry[] evidence = [.. rows.SelectMany(r => r.Evidence).Where(e => by is null || e.OrganisationId == by)];
        EvidenceEntry[] verified = [.. evidence.Where(e => e.Stage == EvidenceStage.Verified)];
        EvidenceEntry[] open = [.. evidence.Where(e => e.Stage is EvidenceStage.Recorded or EvidenceStage.Disputed)];
        return new MeasureTotal(
            metric.Framework,
            metric.Edition,
            metric.Code,
            metric.Unit,
            rows.Count,
            by is not null
                ? null
                : ReportFigure.Of(
                    $"{key}-promised",
                    "Promised",
                    metric.Unit,
                    "Signed contracts and their changes",
                    Together(rows.Select(r => r.Due)),
                    FigureState.Promised
                ),
            ReportFigure.Of(
                $"{key}-verified",
                "Delivered and verified",
                metric.Unit,
                "Verified by the buyer",
                Figure.From(Sum(verified.Select(e => e.Verified!.Value)), verified.SelectMany(e => e.Facts)),
                FigureState.Verified
            ),
            ReportFigure.Of(
                $"{key}-unverified",
                "Reported, not verified",
                metric.Unit,
                "Suppliers' evidence",
                Figure.From(Sum(open.Select(e => e.Quantity)), open.SelectMany(e => e.Facts)),
                FigureState.Unverified
            )
        );
    }

    private static Figure Together(IEnumerable<Figure> figures)
    {
        Figure[] all = [.. figures];
        return new Figure(Sum(all.Select(f => f.Value ?? 0)), all.Max(f => f.AsAt), [.. all.SelectMany(f => f.Events).Distinct()]);
    }

    private static decimal? Sum(IEnumerable<decimal> values) => values.Aggregate((decimal?)null, (sum, value) => (sum ?? 0) + value);
}
