using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

public sealed record MatchedVacancy(VacancyRow Vacancy, Match Match);

public sealed record MatchedCandidate(Guid CandidateId, string Name, Match Match);

/// <summary>Which vacancies fit a person, and which people fit a vacancy. For advisers only: an employer sees none of it.</summary>
public sealed class FindMatches(NpgsqlDataSource database, Candidates candidates, Vacancies vacancies, PeopleOnPathways people)
{
    /// <summary>So many vacancies are compared with a person, the newest, and so many people with a vacancy.</summary>
    public const int MostVacancies = 50,
        MostPeople = 500;
    private const int Usual = 20;

    public async Task<IReadOnlyList<MatchedVacancy>> ForAsync(CandidateRow candidate, DateOnly today, CancellationToken cancel) =>
        [
            .. Matching
                .Ranked(
                    await vacancies.PageAsync(database, null, candidate.Profession, null, MostVacancies, cancel),
                    v => Match.Of(candidate, v, today)
                )
                .Select(m => new MatchedVacancy(m.Of.WithoutPeople(), m.Match)),
        ];

    /// <summary>The people who fit best, or those who come after one of them; the names of no others are read.</summary>
    public async Task<Rows<MatchedCandidate>> ForAsync(
        Actor reader,
        VacancyRow vacancy,
        Guid? after,
        DateOnly today,
        CancellationToken cancel
    )
    {
        if (reader.Organisation is not { } support || !reader.Has(Roles.Adviser))
            return new Rows<MatchedCandidate>([], null);
        var rows = await candidates.OfProfessionAsync(database, support, vacancy.Profession, MostPeople, cancel);
        var ranked = Matching.Ranked(rows, c => Match.Of(c, vacancy, today));
        var from = after is null ? 0 : ranked.TakeWhile(m => m.Of.CandidateId != after).Count() + 1;
        var shown = ranked.Skip(from).Take(Usual).ToArray();
        var names = await people.NamesAsync(reader, [.. shown.Select(m => m.Of)], "matching", cancel);
        return new Rows<MatchedCandidate>(
            [.. shown.Select(m => new MatchedCandidate(m.Of.CandidateId, names[m.Of.CandidateId], m.Match))],
            from + shown.Length < ranked.Count ? shown[^1].Of.CandidateId : null
        );
    }

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/candidates/{candidateId:guid}/matches",
                (Guid candidateId, HttpContext http, FindMatches matches, PeopleOnPathways people) =>
                    people.AnswerAsync(http, candidateId, (person, today, cancel) => matches.ForAsync(person.Record, today, cancel))
            )
            .AllowedTo(SkillsAccess.Coordinators)
            .Produces<IReadOnlyList<MatchedVacancy>>()
            .WithTags("Skills");
        routes
            .MapGet(
                "/api/v1/vacancies/{vacancyId:guid}/matches",
                async (
                    Guid vacancyId,
                    Guid? after,
                    HttpContext http,
                    Actors actors,
                    FindMatches matches,
                    Vacancies view,
                    NpgsqlDataSource database,
                    IDocumentStore store,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    var cancel = http.RequestAborted;
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, cancel);
                    return actor.Has(Roles.Adviser) && await view.FindAsync(database, vacancyId, cancel) is { End: null } vacancy
                        ? Results.Json(
                            await matches.ForAsync(actor, vacancy, after, UkTime.DayOf(await store.ClockAsync(cancel)), cancel),
                            EventJson.Options
                        )
                        : Problems.NotFound();
                }
            )
            .AllowedTo(SkillsAccess.Coordinators)
            .Produces<Rows<MatchedCandidate>>()
            .WithTags("Skills");
        routes
            .MapGet(
                "/api/v1/vacancies",
                async (
                    string? profession,
                    Guid? after,
                    HttpContext http,
                    Actors actors,
                    Vacancies view,
                    NpgsqlDataSource database,
                    ReadYourWrite readYourWrite
                ) =>
                {
                    var cancel = http.RequestAborted;
                    await readYourWrite.WaitAsync(http, view);
                    var actor = await actors.OfAsync(http, cancel);
                    var employs = actor.Has(Roles.Author) || actor.Has(Roles.ContractManager);
                    if (actor.Organisation is not { } own || !employs && !actor.Has(Roles.Adviser))
                        return Problems.NotFound();
                    var rows = await view.PageAsync(database, employs ? own : null, profession, after, PeopleOnPathways.Usual + 1, cancel);
                    VacancyRow[] shown = [.. rows.Take(PeopleOnPathways.Usual).Select(v => v.EmployerId == own ? v : v.WithoutPeople())];
                    return Results.Json(
                        new Rows<VacancyRow>(shown, rows.Count > shown.Length ? shown[^1].VacancyId : null),
                        EventJson.Options
                    );
                }
            )
            .AllowedTo(SkillsAccess.Both)
            .Produces<Rows<VacancyRow>>()
            .WithTags("Skills");
    }
}
