using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>How one need stands: met on a day and until another, or missing, in words.</summary>
public sealed record NeedStanding(NeedRule Need, bool Met, string Says, DateOnly? On = null, DateOnly? Until = null)
{
    /// <summary>Whether it has to count on: what it must stand for has not happened yet.</summary>
    public bool UntilMatters { get; init; }

    /// <summary>The day by which a need that is missing has to be met, where there is one.</summary>
    public DateOnly? By { get; init; }
}

public sealed record StageStanding(StageRule Stage, bool Reached, IReadOnlyList<NeedStanding> Needs);

/// <summary>
/// How far somebody is on a pathway, what is missing next and by when: from the pathway's rules and what is recorded, and nothing else.
/// </summary>
public sealed record Standing(IReadOnlyList<StageStanding> Stages)
{
    /// <summary>The furthest stage reached with all before it.</summary>
    public StageRule? Reached => Stages.LastOrDefault(s => s.Reached)?.Stage;

    /// <summary>What is missing first, in the order of the stages.</summary>
    public NeedStanding? Next => Stages.Where(s => !s.Reached).SelectMany(s => s.Needs).FirstOrDefault(n => !n.Met);

    /// <summary>What is met now, must go on counting, and will not for ever: the soonest first.</summary>
    public IReadOnlyList<NeedStanding> Expiring =>
        [.. Stages.SelectMany(s => s.Needs).Where(n => n is { Met: true, UntilMatters: true, Until: not null }).OrderBy(n => n.Until)];

    /// <summary>The day by which the next has to be met, before something met already is lost.</summary>
    public DateOnly? By => Next?.By;

    /// <summary>What of an earlier stage is missing before a step can be taken.</summary>
    public NeedStanding? MissingBefore(string step) =>
        Stages.TakeWhile(s => s.Needs.All(n => n.Need.Code != step)).SelectMany(s => s.Needs).FirstOrDefault(n => !n.Met);

    public bool Has(string stage) => Stages.Any(s => s.Stage.Code == stage && s.Reached);

    public static Standing Of(PathwayEdition rules, Attainment held, DateOnly today)
    {
        // What came later is not there yet.
        held = held.Until(today);
        var known = new Dictionary<string, NeedStanding>(StringComparer.Ordinal);
        foreach (var need in rules.Needs)
            known[need.Code] = Of(rules, need, held, today, known);
        NeedRule[] order = [.. rules.Needs];
        var stages = new List<StageStanding>();
        var soFar = true;
        foreach (var stage in rules.Stages)
        {
            NeedStanding[] needs =
            [
                .. stage
                    .Needs.Select(n => known[n.Code])
                    .Select(n => n.Met ? n : n with { By = Soonest(n.By, Lost(order, n.Need, known)) }),
            ];
            soFar = soFar && needs.All(n => n.Met);
            stages.Add(new StageStanding(stage, soFar, needs));
        }
        return new Standing(stages);
    }

    /// <summary>
    /// The day on which the first of what is held is lost, of what has to count still when this is met: a step is bound by all that must
    /// stand until it or until a later one.
    /// </summary>
    private static DateOnly? Lost(NeedRule[] order, NeedRule missing, Dictionary<string, NeedStanding> known) =>
        known
            .Values.Where(n =>
                n is { Met: true, UntilMatters: true, Until: not null }
                && (
                    n.Need.StandsUntil is not { } step
                    || Array.FindIndex(order, o => o.Code == step) >= Array.FindIndex(order, o => o.Code == missing.Code)
                )
            )
            .Min(n => n.Until);

    private static DateOnly? Soonest(DateOnly? one, DateOnly? other) =>
        one is null ? other
        : other is null || one < other ? one
        : other;

    private static NeedStanding Of(
        PathwayEdition rules,
        NeedRule need,
        Attainment held,
        DateOnly today,
        Dictionary<string, NeedStanding> known
    )
    {
        // Once what it must stand for is done, it is measured on that day and may expire afterwards.
        var done = need.StandsUntil is { } step ? held.Latest(step)?.On : null;
        var day = done ?? today;
        var matters = done is null;
        var candidates = need.IsStep ? Steps(need, held) : Results(rules, need, held);
        DateOnly? from = null,
            by = null;
        if (need.After is { } before)
        {
            if (known[before] is not { Met: true, On: { } earlier })
                return new NeedStanding(need, false, $"Comes after {known[before].Need.Name}");
            (from, by) = (earlier, need.WithinMonths is { } months ? earlier.AddMonths(months) : null);
        }
        var inOrder = candidates.Where(c => (from is null || c.On >= from) && (by is null || c.On <= by)).ToArray();
        // The one that counts for longest, and of those the first there was.
        var best = inOrder
            .Where(c => c.Until is null || c.Until >= day)
            .OrderByDescending(c => c.Until ?? DateOnly.MaxValue)
            .ThenBy(c => c.On);
        if (best.FirstOrDefault() is { } met)
            return new NeedStanding(need, true, met.Says, met.On, met.Until) { UntilMatters = matters };
        var says =
            inOrder.MaxBy(c => c.Until) is { } expired ? $"{expired.Says}: expired after {UkTime.Display(expired.Until!.Value)}"
            : candidates.Count > 0 && from is { } start && candidates.All(c => c.On < start)
                ? $"{candidates[^1].Says}: before {known[need.After!].Need.Name}, so it does not count"
            : candidates.Count > 0 && by is { } end ? $"{candidates[^1].Says}: later than {UkTime.Display(end)}, so it does not count"
            : need.IsStep ? "Not recorded yet"
            : TooLow(rules, need, held) ?? "No result yet";
        return new NeedStanding(need, false, says) { By = by };
    }

    private sealed record Met(DateOnly On, DateOnly? Until, string Says);

    private static List<Met> Steps(NeedRule need, Attainment held) =>
        [.. held.Taken(need.Code).OrderBy(s => s.On).Select(s => new Met(s.On, s.Until ?? Lasting(s.On, need.ValidMonths), need.Name))];

    private static List<Met> Results(PathwayEdition rules, NeedRule need, Attainment held)
    {
        var met = new List<Met>();
        foreach (var option in need.Tests)
        {
            if (rules.Test(option.Test) is not { } test)
                continue;
            var sittings = held.Tests.Where(t => t.Test == option.Test).OrderBy(t => t.TakenOn).ToArray();
            var months = test.ValidMonths ?? need.ValidMonths;
            met.AddRange(
                sittings
                    .Where(s => Short(test, option.Least, s.Scores).Length == 0)
                    .Select(s => new Met(s.TakenOn, Lasting(s.TakenOn, months), test.Name))
            );
            if (option.Combine is not { } combine)
                continue;
            for (var i = 0; i < sittings.Length; i++)
            for (var j = i + 1; j < sittings.Length; j++)
            {
                var (first, second) = (sittings[i], sittings[j]);
                if (
                    second.TakenOn <= first.TakenOn.AddMonths(combine.WithinMonths)
                    && Short(test, combine.Floor, first.Scores).Length == 0
                    && Short(test, combine.Floor, second.Scores).Length == 0
                    && Short(test, option.Least, Best(test, first.Scores, second.Scores)).Length == 0
                )
                    met.Add(new Met(second.TakenOn, Lasting(first.TakenOn, months), $"{test.Name}, two sittings together"));
            }
        }
        return [.. met.OrderBy(m => m.On)];
    }

    private static string? TooLow(PathwayEdition rules, NeedRule need, Attainment held)
    {
        var last = held.Tests.Where(t => need.Tests.Any(o => o.Test == t.Test)).MaxBy(t => t.TakenOn);
        if (last is null || rules.Test(last.Test) is not { } test)
            return null;
        var wanted = need.Tests.First(o => o.Test == last.Test).Least;
        var parts = Short(test, wanted, last.Scores).Select(p => $"{p} {last.Of(p) ?? "missing"}, needs {wanted[p]}");
        return $"{test.Name} is too low: {string.Join("; ", parts)}";
    }

    private static string[] Short(TestRule test, IReadOnlyDictionary<string, string> least, IReadOnlyList<PartScore> scores) =>
        [
            .. test.Parts.Where(p =>
                least.TryGetValue(p, out var wanted)
                && (
                    scores.FirstOrDefault(s => s.Part == p)?.Score is not { } score
                    || test.Read(score) is null
                    || !test.Reaches(score, wanted)
                )
            ),
        ];

    private static PartScore[] Best(TestRule test, IReadOnlyList<PartScore> one, IReadOnlyList<PartScore> other) =>
        [
            .. one.Concat(other)
                .Where(s => test.Read(s.Score) is not null)
                .GroupBy(s => s.Part)
                .Select(g => g.MaxBy(s => test.Rank(s.Score))!),
        ];

    private static DateOnly? Lasting(DateOnly on, int? months) => months is { } n ? on.AddMonths(n) : null;
}
