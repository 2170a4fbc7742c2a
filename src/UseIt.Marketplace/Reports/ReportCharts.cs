using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web.Charts;

namespace UseIt.Marketplace.Reports;

/// <summary>The pictures of reports. What was not recorded is not drawn as 0, and the figures always stand in a table beside.</summary>
public static class ReportCharts
{
    // Units differ between commitments, so each has a picture of its own.
    public static RawHtml Bars(ReportCommitment commitment)
    {
        var promised = commitment.Promised.Value ?? 0;
        var (kinds, bars) = commitment.Verified.Value is { } verified
            ? (new[] { "promised", "verified" }, new Bars(commitment.Unit, promised, verified))
            : (["promised"], new Bars(commitment.Unit, promised));
        return Drawn(
            new BarChart(commitment.Title, $"What was promised and what the buyer has verified, in {commitment.Unit}", kinds, [bars]),
            $"c-{commitment.CommitmentId:N}"
        );
    }

    /// <summary>What was promised of a measure and what of it is verified.</summary>
    public static RawHtml Bars(MeasureTotal measure)
    {
        if (measure.Promised?.Value is not { } promised)
            return new RawHtml("");
        var (kinds, bars) = measure.Verified.Value is { } verified
            ? (new[] { "promised", "verified" }, new Bars(measure.Unit, promised, verified))
            : (["promised"], new Bars(measure.Unit, promised));
        return Drawn(
            new BarChart(measure.Name, $"What was promised and what buyers have verified, in {measure.Unit}", kinds, [bars]),
            measure.Verified.Key
        );
    }

    /// <summary>Where what was paid went, year by year; only years of which all of it is known.</summary>
    public static RawHtml Places(StatementOfAnchor statement)
    {
        Bars[] years =
        [
            .. (statement.SpendYears ?? [])
                .Select(y => (y.Label, Places: y.ByPlace.Select(f => f.Value).OfType<decimal>().ToArray()))
                .Where(y => y.Places.Length == 3)
                .Select(y => new Bars(y.Label, y.Places[2], y.Places[0], y.Places[1])),
        ];
        return years.Length == 0
            ? new RawHtml("")
            : Drawn(
                new BarChart(
                    "Spend by place",
                    "What was paid in pounds, without VAT: to suppliers who could not be placed, to local ones, and elsewhere",
                    ["not placed", "local", "elsewhere"],
                    years
                )
                {
                    Written = paid => new Money(paid).ToString(),
                },
                "spend-by-place"
            );
    }

    public static RawHtml Drawn(Chart chart, string id) => new(chart.Draw(id).ToString());
}
