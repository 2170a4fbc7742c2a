using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

/// <summary>A framework belongs to the buyer whose authors make it; nobody else sees it before they ask by it.</summary>
internal static class FrameworkAccess
{
    public const string Who = "a buyer's author";

    public static AllowedTo Authors { get; } = AllowedTo.Role(Who, Roles.Author);

    public static Access ForAuthor(Actor actor, Guid owner) => actor.On(owner, Roles.Author);

    public static readonly Refusal OwnerNotChecked = new(
        "owner-not-checked",
        null,
        "Your organisation has to be a buyer whose identity is checked before it makes a framework"
    );
    public static readonly Refusal NameMissing = new("name-missing", "name", "Enter what the framework is called");
    public static readonly Refusal CodeMissing = new("code-missing", "metric.code", "Enter a short code, for example J1");
    public static readonly Refusal CodeTaken = new("code-taken", "metric.code", "Another metric has this code. Enter another one");
    public static readonly Refusal TitleMissing = new("title-missing", "metric.title", "Enter a short title");
    public static readonly Refusal QuestionMissing = new("question-missing", "metric.question", "Write what bidders are asked");
    public static readonly Refusal UnitMissing = new("unit-missing", "metric.unit", "Enter what is counted, such as people or hours");
    public static readonly Refusal Licensed = new(
        "framework-licensed",
        null,
        "A licensed catalogue is as its publisher made it. Import another edition instead"
    );
    public static readonly Refusal ProxyInMetricMode = new(
        "proxy-in-metric-mode",
        "metric.proxy.value",
        "This framework counts in units, and never in money. Make a monetised framework for proxies"
    );
    public static readonly Refusal ProxyMissing = new(
        "proxy-missing",
        "metric.proxy.value",
        "Enter what one is taken to be worth, in pounds, or say that it is only recorded"
    );
    public static readonly Refusal ProxyOfRecordOnly = new(
        "proxy-of-record-only",
        "metric.proxy.value",
        "What is only recorded has no proxy. Leave it empty"
    );
    public static readonly Refusal ProxyWrong = new(
        "proxy-wrong",
        "metric.proxy.value",
        "The proxy must be an amount in pounds, more than 0"
    );
    public static readonly Refusal SourceMissing = new("proxy-source-missing", "metric.proxy.source", "Enter where the proxy comes from");
    public static readonly Refusal DayWrong = new(
        "proxy-day-wrong",
        "metric.proxy.asAt",
        "Enter as at which day the proxy is, which cannot be in the future"
    );

    /// <summary>What is wrong with a metric of this mode, whoever brings it.</summary>
    public static IEnumerable<Refusal> Wrong(FrameworkMetric metric, FrameworkMode mode, DateOnly today)
    {
        if (string.IsNullOrWhiteSpace(metric.Code))
            yield return CodeMissing;
        if (string.IsNullOrWhiteSpace(metric.Title))
            yield return TitleMissing;
        if (string.IsNullOrWhiteSpace(metric.Question))
            yield return QuestionMissing;
        if (string.IsNullOrWhiteSpace(metric.Unit))
            yield return UnitMissing;
        if (mode == FrameworkMode.Metric)
        {
            if (metric.Proxy is not null)
                yield return ProxyInMetricMode;
            yield break;
        }
        if (metric.RecordOnly)
        {
            if (metric.Proxy is not null)
                yield return ProxyOfRecordOnly;
            yield break;
        }
        if (metric.Proxy is not { } proxy)
        {
            yield return ProxyMissing;
            yield break;
        }
        if (proxy.Value is not { Currency: Money.Pounds, Amount: > 0 })
            yield return ProxyWrong;
        if (string.IsNullOrWhiteSpace(proxy.Source))
            yield return SourceMissing;
        if (proxy.AsAt == default || proxy.AsAt > today)
            yield return DayWrong;
    }

    public static FrameworkMetric Trimmed(FrameworkMetric metric) =>
        metric with
        {
            Code = metric.Code.Trim(),
            Title = metric.Title.Trim(),
            Question = metric.Question.Trim(),
            Unit = metric.Unit.Trim(),
            Proxy = metric.Proxy is { } proxy ? proxy with { Source = proxy.Source.Trim() } : null,
        };
}
