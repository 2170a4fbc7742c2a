using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

/// <summary>A metric of the draft, new or changed. Editions that are out are not touched.</summary>
public sealed record SetFrameworkMetric(Guid FrameworkId, FrameworkMetric Metric) : Message, ICommand;

public static class SetFrameworkMetricHandler
{
    /// <summary>So many metrics has a framework at most.</summary>
    public const int Most = 500;

    public static readonly Refusal TooMany = new("too-many-metrics", null, "A framework has at most 500 metrics. Make another one");

    public static Access Authorise(Actor actor, Framework framework) => FrameworkAccess.ForAuthor(actor, framework.Owner);

    public static Decision Handle(SetFrameworkMetric command, Framework framework, DateTimeOffset now)
    {
        if (framework.Licensed)
            return FrameworkAccess.Licensed;
        var wrong = FrameworkAccess.Wrong(command.Metric, framework.Mode, UkTime.DayOf(now)).ToList();
        var metric = FrameworkAccess.Trimmed(command.Metric);
        if (
            framework.Draft.Exists(m =>
                m.MetricId != metric.MetricId && m.Code.Equals(metric.Code, StringComparison.OrdinalIgnoreCase) && metric.Code.Length > 0
            )
        )
            wrong.Add(FrameworkAccess.CodeTaken);
        if (wrong.Count > 0)
            return Decision.Refuse([.. wrong]);
        if (framework.Draft.Contains(metric))
            return Decision.Nothing;
        return framework.Draft.Count >= Most && framework.Draft.TrueForAll(m => m.MetricId != metric.MetricId)
            ? TooMany
            : Decision.On<Framework>(command.FrameworkId, new FrameworkMetricSet(command.FrameworkId, framework.Owner, metric));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SetFrameworkMetric>("POST", "/api/v1/frameworks/{frameworkId}/metrics", FrameworkAccess.Authors);
}
