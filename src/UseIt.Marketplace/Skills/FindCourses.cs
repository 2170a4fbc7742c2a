using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A course that leads to what is missing next, and whether it ends in time for it.</summary>
public sealed record FittingCourse(CourseRow Course, bool InTime);

/// <summary>Which courses there are, for who offers them, for who teaches them, and for a person what is missing next.</summary>
public sealed class FindCourses(NpgsqlDataSource database, Courses view)
{
    private const int Most = 20;

    /// <summary>What an organisation offers, or teaches; null where it does neither.</summary>
    public async Task<Rows<CourseRow>?> OfAsync(Actor actor, Guid? after, CancellationToken cancel)
    {
        if (actor.Organisation is not { } own)
            return null;
        var offered = Offers(actor, own) ? await PageAsync(teaches: false) : [];
        CourseRow[] rows =
        [
            .. offered.Concat(await PageAsync(teaches: true)).DistinctBy(c => c.CourseId).OrderByDescending(c => c.CourseId),
        ];
        CourseRow[] shown =
        [
            .. rows.Take(PeopleOnPathways.Usual).Select(c => Offers(actor, c.SupportOrganisationId) ? c : c.ForProvider()),
        ];
        return new Rows<CourseRow>(shown, rows.Length > shown.Length ? shown[^1].CourseId : null);

        Task<IReadOnlyList<CourseRow>> PageAsync(bool teaches) =>
            view.PageAsync(database, own, teaches, after, PeopleOnPathways.Usual + 1, cancel);
    }

    /// <summary>One course as this person may read it.</summary>
    public async Task<CourseRow?> OneAsync(Actor actor, Guid course, CancellationToken cancel) =>
        await view.FindAsync(database, course, cancel) is not { } row ? null
        : Offers(actor, row.SupportOrganisationId) ? row
        : row.ProviderId is { } provider && actor.ActsFor(provider) ? row.ForProvider()
        : null;

    public static bool Offers(Actor actor, Guid support) => actor.ActsFor(support, Roles.Adviser, Roles.ProgrammeManager);

    /// <summary>Courses that lead to what somebody is missing next; those that end before the day it is needed by come first.</summary>
    public async Task<IReadOnlyList<FittingCourse>> ForAsync(CandidateRow candidate, DateOnly today, CancellationToken cancel)
    {
        if (!candidate.Readable || candidate.Outcome is not null || candidate.Standing(today)?.Next is not { } next)
            return [];
        var rows = await view.LeadingToAsync(database, candidate.SupportOrganisationId, next.Need.Code, today, Most, cancel);
        return Fitting(rows, candidate, next, today);
    }

    /// <summary>Those of the person's own pathway, or of all, that they are not on yet and that have a place.</summary>
    public static IReadOnlyList<FittingCourse> Fitting(
        IEnumerable<CourseRow> courses,
        CandidateRow candidate,
        NeedStanding next,
        DateOnly today
    ) =>
        [
            .. courses
                .Where(c =>
                    c.Need == next.Need.Code
                    && c.TakesOn(today)
                    && (c.PathwayId is not { } pathway || pathway == candidate.PathwayId)
                    && candidate.Courses.All(on => on.CourseId != c.CourseId || on.Stopped is not null)
                )
                .Select(c => new FittingCourse(c, next.By is not { } by || c.Until <= by))
                .OrderByDescending(f => f.InTime)
                .ThenBy(f => f.Course.Until)
                .ThenBy(f => f.Course.CourseId),
        ];

    public static void Map(IEndpointRouteBuilder routes)
    {
        routes
            .MapGet(
                "/api/v1/courses",
                async (Guid? after, HttpContext http, Actors actors, FindCourses courses, Courses view, ReadYourWrite readYourWrite) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    return await courses.OfAsync(await actors.OfAsync(http, http.RequestAborted), after, http.RequestAborted) is { } rows
                        ? Results.Json(rows, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<Rows<CourseRow>>()
            .WithName("ListCourses")
            .WithTags("Skills");
        routes
            .MapGet(
                "/api/v1/courses/{courseId:guid}",
                async (Guid courseId, HttpContext http, Actors actors, FindCourses courses, Courses view, ReadYourWrite readYourWrite) =>
                {
                    await readYourWrite.WaitAsync(http, view);
                    return
                        await courses.OneAsync(await actors.OfAsync(http, http.RequestAborted), courseId, http.RequestAborted) is { } course
                        ? Results.Json(course, EventJson.Options)
                        : Problems.NotFound();
                }
            )
            .AllowedTo(AllowedTo.Person)
            .Produces<CourseRow>()
            .WithName("ReadCourse")
            .WithTags("Skills");
        routes
            .MapGet(
                "/api/v1/candidates/{candidateId:guid}/courses",
                (Guid candidateId, HttpContext http, FindCourses courses, PeopleOnPathways people) =>
                    people.AnswerAsync(http, candidateId, (person, today, cancel) => courses.ForAsync(person.Record, today, cancel))
            )
            .AllowedTo(SkillsAccess.Coordinators)
            .Produces<IReadOnlyList<FittingCourse>>()
            .WithName("ListFittingCourses")
            .WithTags("Skills");
    }
}
