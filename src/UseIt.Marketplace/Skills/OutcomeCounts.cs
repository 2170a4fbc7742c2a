using System.Text.Json.Serialization;
using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>
/// People of a programme, each once: registered; of those, connected with an opportunity (the first introduction, attachment or placement);
/// of those, in a job; of those, still in it after 26 weeks. Null where a count is held back.
/// </summary>
public sealed record Outcomes(int? Registered, int? Connected, int? InAJob, int? After26Weeks)
{
    [JsonIgnore]
    public IReadOnlyList<int?> All => [Registered, Connected, InAJob, After26Weeks];
}

/// <summary>The counts of one programme; of one pathway, only for those who work with the people.</summary>
/// <param name="Programme">Null for people registered under none.</param>
/// <param name="AsAt">Up to which day was counted.</param>
/// <param name="Limit">From which number on people of it are told.</param>
public sealed record ProgrammeOutcomes(string? Programme, string? Pathway, DateOnly AsAt, Outcomes Outcomes, int Limit);

/// <param name="Exact">Whether the reader works with these people and sees every number.</param>
public sealed record OutcomesAnswer(bool Exact, IReadOnlyList<ProgrammeOutcomes> Programmes);

/// <summary>
/// Counts that leave the case team tell of no group smaller than the limit: not by themselves, not by their difference, and not by the
/// difference between what is shown now and what was shown before.
/// </summary>
public static class HeldBack
{
    /// <summary>
    /// What is shown of counts at days that follow each other. Each is counted by when it was recorded, so what was counted at a day never
    /// changes afterwards.
    /// </summary>
    /// <returns>The latest day at which something could be shown, and what.</returns>
    public static (DateOnly AsAt, Outcomes Shown)? Of(
        IEnumerable<(DateOnly Day, IReadOnlyList<int> Counts)> cuts,
        int limit = SmallNumbers.Limit
    )
    {
        int?[] told = [null, null, null, null];
        (DateOnly, Outcomes)? shown = null;
        foreach (var (day, counts) in cuts)
        {
            var now = new int?[4];
            int? above = null;
            for (var i = 0; i < 4; i++)
            {
                var apart = told[i] is { } before ? Math.Abs(counts[i] - before) : counts[i];
                if (IsSmall(counts[i]) || IsSmall(apart) || above is { } more && IsSmall(more - counts[i]))
                    continue;
                now[i] = above = counts[i];
            }
            // Who was registered since is too few to tell of: then all stays as it was, so that nobody is found between two days.
            if (now[0] is null)
                continue;
            for (var i = 0; i < 4; i++)
                told[i] = now[i] ?? told[i];
            shown = (day, new Outcomes(now[0], now[1], now[2], now[3]));
        }
        return shown;

        bool IsSmall(int count) => count > 0 && count < limit;
    }
}

/// <summary>What came of it, for each programme of a support organisation.</summary>
public sealed class OutcomeCounts(NpgsqlDataSource database, Candidates view, IPeopleLimits limits)
{
    private sealed record Recorded(string? Programme, Guid PathwayId, Firsts Firsts);

    public async Task<OutcomesAnswer> OfAsync(Actor reader, Guid support, DateOnly today, CancellationToken cancel)
    {
        var all = await database.RowsAsync<Recorded>(
            $$"""
            select jsonb_build_object('programme', data -> 'programme', 'pathwayId', data -> 'pathwayId', 'firsts', data -> 'firsts')
            from {{view.Table}} where support = $1
            """,
            [support.ToString()],
            cancel
        );
        var set = await limits.OfAsync([.. all.Select(r => r.Programme).OfType<string>().Distinct()], cancel);
        int Limit(string? programme) => programme is null ? SmallNumbers.Limit : set[programme];
        if (reader.Has(Roles.Adviser))
            return new OutcomesAnswer(
                true,
                [
                    .. all.GroupBy(r => (r.Programme, r.PathwayId))
                        .Select(g => new ProgrammeOutcomes(
                            g.Key.Programme,
                            PathwayRules.Of(support, g.Key.PathwayId)?.Name,
                            today,
                            Exact(Counts(g, DateOnly.MaxValue)),
                            Limit(g.Key.Programme)
                        ))
                        .OrderBy(p => p.Programme, StringComparer.Ordinal)
                        .ThenBy(p => p.Pathway, StringComparer.Ordinal),
                ]
            );
        var shown = new List<ProgrammeOutcomes>();
        foreach (var programme in all.GroupBy(r => r.Programme).OrderBy(g => g.Key, StringComparer.Ordinal))
        {
            var (cuts, limit) = (SmallNumbers.Quarters(UkTime.DayOf(programme.Min(r => r.Firsts.Registered)), today), Limit(programme.Key));
            shown.Add(
                HeldBack.Of(cuts.Select(q => (q, Counts(programme, q))), limit) is (var day, var outcomes)
                    ? new ProgrammeOutcomes(programme.Key, null, day, outcomes, limit)
                    : new ProgrammeOutcomes(programme.Key, null, today, new Outcomes(null, null, null, null), limit)
            );
        }
        return new OutcomesAnswer(false, shown);
    }

    private static Outcomes Exact(IReadOnlyList<int> counts) => new(counts[0], counts[1], counts[2], counts[3]);

    private static IReadOnlyList<int> Counts(IEnumerable<Recorded> people, DateOnly day)
    {
        var by = people.Select(p => p.Firsts).ToArray();
        return
        [
            by.Count(f => UkTime.DayOf(f.Registered) <= day),
            by.Count(f => f.ConnectedBy(at => Until(at))),
            by.Count(f => Until(f.InAJob)),
            by.Count(f => Until(f.After26Weeks)),
        ];

        bool Until(DateTimeOffset? at) => at is { } instant && UkTime.DayOf(instant) <= day;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/api/v1/outcomes",
                async (
                    HttpContext http,
                    Actors actors,
                    OutcomeCounts counts,
                    Candidates view,
                    IDocumentStore store,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    var cancel = http.RequestAborted;
                    var actor = await actors.OfAsync(http, cancel);
                    if (actor.Organisation is not { } support || !actor.Has(Roles.Adviser) && !actor.Has(Roles.ProgrammeManager))
                        return Problems.NotFound();
                    await readYourWrite.WaitAsync(http, view);
                    var today = UkTime.DayOf(await store.ClockAsync(cancel));
                    return Results.Json(await counts.OfAsync(actor, support, today, cancel), EventJson.Options);
                }
            )
            .AllowedTo(SkillsAccess.Support)
            .Produces<OutcomesAnswer>()
            .WithTags("Skills");
}
