using Marten;
using Microsoft.AspNetCore.Mvc;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A course: to who offers it all of it, to who teaches it what it needs to teach.</summary>
[ForPeople]
public sealed class ReadCoursePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    FindCourses courses,
    Courses view,
    PeopleOnPathways people,
    Candidates candidates,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : SkillsPage(actors, acting, store)
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Choose why the course closes");

    public CourseRow Row { get; private set; } = null!;
    public bool Offers { get; private set; }
    public PathwayRules? Pathway => Row.PathwayId is { } pathway ? PathwayRules.Of(Row.SupportOrganisationId, pathway) : null;
    public string? LeadsTo => Pathway?.On(Today)?.Needs.FirstOrDefault(n => n.Code == Row.Need)?.Name ?? Row.Need;

    [BindProperty]
    public CourseEnd? Reason { get; set; }

    /// <summary>Those on it by id and name, for the advisers of theirs.</summary>
    public IReadOnlyDictionary<Guid, string> OnIt { get; private set; } = new Dictionary<Guid, string>();

    public IReadOnlyList<Choice> Reasons =>
        [.. SkillsWords.Choices<CourseEnd>(SkillsWords.Called).Where(c => Row.End is null || c.Value != nameof(CourseEnd.Full))];

    public async Task<IActionResult> OnGetAsync(Guid course, CancellationToken cancel) =>
        await LoadAsync(course, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid course, CancellationToken cancel) =>
        !await LoadAsync(course, cancel) || !Offers ? NotFound()
        : Reason is { } reason ? await DoAsync(new CloseCourse(course, reason), "The course is closed", $"/courses/{course}")
        : this.Refused(ReasonMissing);

    private async Task<bool> LoadAsync(Guid course, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, view);
        if (!await BeginAsync(cancel) || await courses.OneAsync(Who, course, cancel) is not { } row)
            return false;
        (Row, Offers) = (row, FindCourses.Offers(Who, row.SupportOrganisationId));
        if (!Who.ActsFor(row.SupportOrganisationId, Roles.Adviser))
            return true;
        await readYourWrite.WaitAsync(HttpContext, candidates);
        if (await candidates.OnCourseAsync(database, row.SupportOrganisationId, course, cancel) is { Count: > 0 } on)
            OnIt = await people.NamesAsync(Who, on, "course", cancel);
        return true;
    }
}
