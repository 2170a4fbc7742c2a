using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using OpenTelemetry;
using OpenTelemetry.Metrics;

namespace UseIt.Marketplace.Operations;

/// <summary>
/// The metrics as Prometheus scrapes them: text exposition format 0.0.4, names and units by OpenTelemetry's compatibility rules.
/// </summary>
[ExportModes(ExportModes.Pull)]
public sealed partial class PrometheusText : BaseExporter<Metric>, IPullMetricExporter
{
    public const string MediaType = "text/plain; version=0.0.4; charset=utf-8";

    private readonly Lock collecting = new();
    private readonly StringBuilder text = new();

    public Func<int, bool>? Collect { get; set; }

    /// <summary>Every metric as it stands at this moment.</summary>
    public string Scrape()
    {
        lock (collecting)
        {
            text.Clear();
            Collect?.Invoke(5000);
            return text.ToString();
        }
    }

    public override ExportResult Export(in Batch<Metric> batch)
    {
        foreach (var metric in batch)
        {
            var (kind, name) = metric.MetricType switch
            {
                MetricType.Histogram => ("histogram", NameOf(metric)),
                MetricType.LongSum or MetricType.DoubleSum => ("counter", $"{NameOf(metric)}_total"),
                _ => ("gauge", NameOf(metric)),
            };
            Line($"# TYPE {name} {kind}");
            foreach (ref readonly var point in metric.GetMetricPoints())
                Write(metric.MetricType, name, point);
        }
        return ExportResult.Success;
    }

    private void Write(MetricType type, string name, in MetricPoint point)
    {
        var labels = LabelsOf(point.Tags);
        switch (type)
        {
            case MetricType.Histogram:
                var below = 0L;
                foreach (var bucket in point.GetHistogramBuckets())
                {
                    below += bucket.BucketCount;
                    var bound = double.IsPositiveInfinity(bucket.ExplicitBound)
                        ? "+Inf"
                        : bucket.ExplicitBound.ToString(CultureInfo.InvariantCulture);
                    Line($"{name}_bucket{Braced([.. labels, $"le=\"{bound}\""])} {below}");
                }
                Line($"{name}_sum{Braced(labels)} {point.GetHistogramSum()}");
                Line($"{name}_count{Braced(labels)} {point.GetHistogramCount()}");
                break;
            case MetricType.LongSum or MetricType.LongSumNonMonotonic:
                Line($"{name}{Braced(labels)} {point.GetSumLong()}");
                break;
            case MetricType.DoubleSum or MetricType.DoubleSumNonMonotonic:
                Line($"{name}{Braced(labels)} {point.GetSumDouble()}");
                break;
            case MetricType.LongGauge:
                Line($"{name}{Braced(labels)} {point.GetGaugeLastValueLong()}");
                break;
            case MetricType.DoubleGauge:
                Line($"{name}{Braced(labels)} {point.GetGaugeLastValueDouble()}");
                break;
        }
    }

    private void Line(FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    private static string NameOf(Metric metric)
    {
        var name = Unnameable().Replace(metric.Name, "_");
        var unit = metric.Unit switch
        {
            "s" => "seconds",
            "By" => "bytes",
            _ => null,
        };
        return unit is null || name.Split('_').Contains(unit) ? name : $"{name}_{unit}";
    }

    private static List<string> LabelsOf(ReadOnlyTagCollection tags)
    {
        var labels = new List<string>();
        foreach (var (key, value) in tags)
            labels.Add($"{Unnameable().Replace(key, "_")}=\"{Escaped(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "")}\"");
        return labels;
    }

    private static string Braced(List<string> labels) => labels.Count == 0 ? "" : $"{{{string.Join(',', labels)}}}";

    private static string Escaped(string value) =>
        value
            .Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    [GeneratedRegex("[^a-zA-Z0-9_]")]
    private static partial Regex Unnameable();
}
