using UseIt.Marketplace.Templates;
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

    public static RawHtml Drawn(Chart chart, string id) => new(chart.Draw(id).ToString());
}
