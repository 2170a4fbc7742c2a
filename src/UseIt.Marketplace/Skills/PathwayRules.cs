using System.Text.Json;
using System.Text.Json.Serialization;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

public sealed record Profession(string Code, string Name);

/// <summary>What personal data is used for. Consent is a basis only where a no costs the person nothing.</summary>
public sealed record PurposeRule(string Code, string Name, bool Needed, bool Consent, string Source);

/// <summary>What allows the use of special categories (article 9) or of data about offences (article 10).</summary>
public sealed record ConditionRule(string Code, int Article, string Name, string Source);

/// <summary>Who may be registered below 18, or without the capacity to decide: only where somebody agreed for them.</summary>
public sealed record GuardianRule(int LeastAge, string Source);

/// <summary>A test with the parts it is scored in: by grades, the best first, or by numbers.</summary>
public sealed record TestRule(string Code, string Name, IReadOnlyList<string> Parts, string Source)
{
    public IReadOnlyList<string>? Grades { get; init; }
    public decimal? Least { get; init; }
    public decimal? Most { get; init; }
    public decimal? Step { get; init; }

    /// <summary>For so many months a result counts, the last day included; null where it does not expire.</summary>
    public int? ValidMonths { get; init; }

    /// <summary>The score as it is kept, or null where the test has no such score.</summary>
    public string? Read(string? typed)
    {
        var said = (typed ?? "").Trim();
        if (Grades is not null)
            return Grades.FirstOrDefault(g => g.Equals(said, StringComparison.OrdinalIgnoreCase));
        return
            decimal.TryParse(
                said,
                System.Globalization.NumberStyles.AllowDecimalPoint,
                System.Globalization.CultureInfo.InvariantCulture,
                out var number
            )
            && number >= (Least ?? 0)
            && number <= (Most ?? decimal.MaxValue)
            && (Step is not { } step || number % step == 0)
            ? number.ToString("0.##", System.Globalization.CultureInfo.InvariantCulture)
            : null;
    }

    /// <summary>Whether one score is as good as another.</summary>
    public bool Reaches(string score, string wanted) => Rank(score) >= Rank(wanted);

    public decimal Rank(string score) =>
        Grades is { } grades
            ? grades.Count - grades.Index().First(g => g.Item == score).Index
            : decimal.Parse(score, System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>Two sittings count as one: so many months apart at most, and no part of either below the floor.</summary>
public sealed record CombineRule(int WithinMonths, IReadOnlyDictionary<string, string> Floor);

/// <summary>One of the tests by which a need is met, with the least score of each part.</summary>
public sealed record TestOption(string Test, IReadOnlyDictionary<string, string> Least, CombineRule? Combine = null);

/// <summary>One thing a stage needs: a result in one of some tests, or a step that somebody took.</summary>
public sealed record NeedRule(string Code, string Name, string Source)
{
    /// <summary>The tests of which one is enough; empty for a step.</summary>
    public IReadOnlyList<TestOption> Tests { get; init; } = [];

    /// <summary>How long it counts where the test itself does not say.</summary>
    public int? ValidMonths { get; init; }

    /// <summary>The step at which it must still count; afterwards it may expire.</summary>
    public string? StandsUntil { get; init; }

    /// <summary>The need that comes before it, and within how many months of that it must be met.</summary>
    public string? After { get; init; }
    public int? WithinMonths { get; init; }

    [JsonIgnore]
    public bool IsStep => Tests.Count == 0;
}

public sealed record StageRule(string Code, string Name, IReadOnlyList<NeedRule> Needs);

/// <summary>On which day's rules a person is measured.</summary>
public enum RulesOf
{
    Today,
    Registration,
}

/// <summary>The rules of a pathway from one day to another, with where they come from. A change adds an edition; none is edited.</summary>
public sealed record PathwayEdition(
    DateOnly From,
    RulesOf RulesOf,
    string Source,
    bool Verified,
    IReadOnlyList<TestRule> Tests,
    IReadOnlyList<StageRule> Stages,
    DateOnly? To = null
)
{
    [JsonIgnore]
    public IEnumerable<NeedRule> Needs => Stages.SelectMany(s => s.Needs);

    public TestRule? Test(string code) => Tests.SingleOrDefault(t => t.Code == code);

    public NeedRule? StepOf(string code) => Needs.SingleOrDefault(n => n.IsStep && n.Code == code);
}

/// <summary>
/// A way into a profession or into work, as data of dates (<c>pathways.json</c>): its stages, what each needs, and when results expire.
/// </summary>
public sealed record PathwayRules(
    string Code,
    string Name,
    bool Offences,
    IReadOnlyList<Profession> Professions,
    IReadOnlyList<PathwayEdition> Editions,
    string? Regulator = null,
    GuardianRule? Guardian = null
)
{
    private sealed record Written(
        IReadOnlyList<PurposeRule> Purposes,
        IReadOnlyList<ConditionRule> Conditions,
        IReadOnlyList<PathwayRules> Pathways
    );

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase, allowIntegerValues: false) },
    };

    private static readonly Lazy<Written> Read = new(() =>
    {
        using var file =
            typeof(PathwayRules).Assembly.GetManifestResourceStream("pathways.json")
            ?? throw new InvalidOperationException("The pathways are not part of this build.");
        return JsonSerializer.Deserialize<Written>(file, Json)!;
    });

    public static IReadOnlyList<PathwayRules> All => Read.Value.Pathways;
    public static IReadOnlyList<PurposeRule> Purposes => Read.Value.Purposes;
    public static IReadOnlyList<ConditionRule> Conditions => Read.Value.Conditions;

    /// <summary>Every profession of every pathway, once.</summary>
    public static IReadOnlyList<Profession> EveryProfession { get; } = [.. All.SelectMany(p => p.Professions).Distinct()];

    public static PathwayRules? Of(string? code) => All.SingleOrDefault(p => p.Code == code);

    /// <summary>A pathway of an organisation by its stream, which does not tell its name.</summary>
    public static PathwayRules? Of(Guid supportOrganisation, Guid pathway) =>
        All.SingleOrDefault(p => IdOf(supportOrganisation, p.Code) == pathway);

    /// <summary>The stream of a pathway in one organisation.</summary>
    public static Guid IdOf(Guid supportOrganisation, string code) => UuidV5.Of(supportOrganisation, $"pathway/{code}");

    /// <summary>The stages that can be asked for in a profession, in their order.</summary>
    public static IReadOnlyList<StageRule> StagesFor(string profession, DateOnly on) =>
        All.FirstOrDefault(p => p.Professions.Any(known => known.Code == profession))?.On(on)?.Stages ?? [];

    public PathwayEdition? On(DateOnly day) => Editions.SingleOrDefault(e => e.From <= day && day <= (e.To ?? DateOnly.MaxValue));

    /// <summary>The rules a person is measured by on a day: those of that day, or those there were at the registration.</summary>
    public PathwayEdition? For(DateOnly registered, DateOnly today) =>
        On(today) is { RulesOf: RulesOf.Registration } ? On(registered) : On(today);
}
