using System.Text.Json;
using System.Text.Json.Serialization;

namespace UseIt.Marketplace.Programmes;

/// <summary>What an indicator counts; the rules of a set say from when on.</summary>
public enum Measure
{
    EnterprisesSupported,
    EnterprisesGranted,
    EnterprisesAdvised,
    EnterprisesNew,
    EnterprisesEstablished,
    EmploymentIncrease,
    EntrepreneursReady,
    EnterprisesInformed,
    Consortia,
    Networks,
    MoneyWon,
    PeopleConnected,
    PeopleInAJob,
    PeopleAfter26Weeks,
    ResearchersTrained,
    ResearchProjects,
}

/// <summary>One thing that has to be there before an output is claimed.</summary>
public sealed record EvidencePiece(string Code, string Title);

/// <summary>One indicator of a rule set.</summary>
/// <param name="Hours">The hours that make it one; nothing where hours do not.</param>
/// <param name="Money">The pounds of the programme's own grants that make it one.</param>
/// <param name="Of">The indicator it is a part of.</param>
/// <param name="NotIn">The indicator whose subjects are not in it.</param>
/// <param name="AlsoClaimedAs">Whether somebody who has registered an enterprise may be claimed beside it.</param>
/// <param name="Source">Where the rule is from, and how sure that is.</param>
public sealed record Indicator(
    string Code,
    string Title,
    string Definition,
    string Unit,
    Measure Measure,
    string CountOnce,
    bool BaselineRequired,
    IReadOnlyList<EvidencePiece> Evidence,
    string Source,
    decimal? Hours = null,
    decimal? Money = null,
    int? NewWithinMonths = null,
    int? SupportedMembers = null,
    string? Of = null,
    string? NotIn = null,
    bool AlsoClaimedAs = true
)
{
    /// <summary>Whether single people are counted.</summary>
    [JsonIgnore]
    public bool CountsPeople =>
        Measure
            is Measure.PeopleConnected
                or Measure.PeopleInAJob
                or Measure.PeopleAfter26Weeks
                or Measure.ResearchersTrained
                or Measure.EntrepreneursReady;
}

/// <summary>The indicators of a fund in one version, and the day it is in force from.</summary>
public sealed record IndicatorRuleSet(
    string Code,
    string Fund,
    string Name,
    DateOnly From,
    string Source,
    IReadOnlyList<Indicator> Indicators
)
{
    public Indicator? Find(string code) => Indicators.FirstOrDefault(i => i.Code == code);
}

public sealed record ReadinessQuestion(string Code, string Text);

public sealed record ReadinessEdition(string Name, DateOnly From, string Source, IReadOnlyList<ReadinessQuestion> Questions);

/// <summary>
/// Rules of funders: dated data. The version in force on the day the grant agreement was signed applies for the whole programme, whatever
/// is published later. Beside a funder's indicators every programme has its own measures.
/// </summary>
public static class IndicatorRules
{
    private sealed record Shipped(IReadOnlyList<IndicatorRuleSet> RuleSets, IReadOnlyList<Indicator> Measures);

    private static readonly JsonSerializerOptions Reading = new(JsonSerializerDefaults.Web)
    {
        Converters = { new JsonStringEnumConverter() },
    };

    private static readonly Lazy<Shipped> File = new(() => Read<Shipped>("indicator-rules.json"));

    private static readonly Lazy<IReadOnlyList<ReadinessEdition>> Editions = new(() =>
        Read<IReadOnlyList<ReadinessEdition>>("anchor-readiness.json")
    );

    public static IReadOnlyList<IndicatorRuleSet> All => File.Value.RuleSets;

    /// <summary>What every programme counts of itself.</summary>
    public static IReadOnlyList<Indicator> Measures => File.Value.Measures;

    public static IReadOnlyList<string> Funds { get; } = [.. All.Select(s => s.Fund).Distinct()];

    public static IndicatorRuleSet? Find(string code) => All.FirstOrDefault(s => s.Code == code);

    /// <summary>The version of a fund's rules in force on a day; null where none is held for it.</summary>
    public static IndicatorRuleSet? InForce(string fund, DateOnly signed, IReadOnlyList<IndicatorRuleSet>? of = null) =>
        (of ?? All).Where(s => s.Fund == fund && s.From <= signed).MaxBy(s => s.From);

    public static ReadinessEdition? ReadinessOn(DateOnly day) => Editions.Value.Where(e => e.From <= day).MaxBy(e => e.From);

    private static T Read<T>(string name)
    {
        using var file =
            typeof(IndicatorRules).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"{name} is missing.");
        return JsonSerializer.Deserialize<T>(file, Reading)!;
    }
}
