using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// How a person and a vacancy fit: what the person has of what is asked, what is lacking, and what else is worth knowing. An adviser
/// decides; nothing here looks at origin, age, health or what somebody did in which year.
/// </summary>
public sealed record Match(IReadOnlyList<string> Has, IReadOnlyList<string> Lacks, IReadOnlyList<string> Mind, bool Near)
{
    public bool Fits => Lacks.Count == 0;

    /// <summary>Null where the profession is another.</summary>
    public static Match? Of(CandidateRow candidate, VacancyRow vacancy, DateOnly today)
    {
        if (candidate.Profession != vacancy.Profession || candidate.On(today) is not { } rules)
            return null;
        var standing = Standing.Of(rules, candidate.Attainment, today);
        List<string> has = [],
            lacks = [],
            mind = [];
        var wanted = rules.Stages.Index().Where(s => s.Item.Code == vacancy.Stage).Select(s => s.Index).FirstOrDefault(-1);
        foreach (var need in standing.Stages.SelectMany(s => s.Needs).Where(n => n.Met))
            has.Add(need.Says);
        // Everything up to the stage that is asked for; where none is asked for nothing lacks.
        foreach (var need in standing.Stages.Take(wanted + 1).SelectMany(s => s.Needs).Where(n => !n.Met))
            lacks.Add(need.Need.Name);
        if (vacancy.Stage is not null && wanted < 0)
            lacks.Add("The stage asked for is not one of this person’s pathway");
        var day = vacancy.From > today ? vacancy.From : today;
        foreach (
            var need in standing.Stages.Take(wanted + 1).SelectMany(s => s.Needs).Where(n => n.Need.Code != Attainment.RightToWorkStep)
        )
            if (need is { Met: true, UntilMatters: true, Until: { } until } && until < day)
                mind.Add($"{need.Need.Name} expires after {UkTime.Display(until)}, before it begins");
        if (candidate.Attainment.RightToWork?.Until is { } last && last < day)
            mind.Add($"The right to work ends on {UkTime.Display(last)}, before it begins");
        var near = false;
        if (candidate.PlaceCode is { } home && Places.Of(home) is { } lives)
        {
            near = Places.Around(vacancy.PlaceCode).Contains(home);
            (near ? has : mind).Add(
                near ? $"Lives in {lives.Name}, where it is" : $"Lives in {lives.Name}, it is in {Places.Of(vacancy.PlaceCode)?.Name}"
            );
        }
        return new Match(has, lacks, mind, near);
    }
}

public static class Matching
{
    /// <summary>Those that fit first, then those that lack least, near ones before others.</summary>
    public static IReadOnlyList<(T Of, Match Match)> Ranked<T>(IEnumerable<T> all, Func<T, Match?> match) =>
        [
            .. all.Select(one => (Of: one, Match: match(one)))
                .Where(m => m.Match is not null)
                .Select(m => (m.Of, m.Match!))
                .OrderBy(m => m.Item2.Lacks.Count)
                .ThenByDescending(m => m.Item2.Near),
        ];
}
