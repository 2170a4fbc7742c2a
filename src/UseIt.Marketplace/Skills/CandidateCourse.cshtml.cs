using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>One person on one course: enrolled, there on a day, finished, or stopped with a reason.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class CandidateCoursePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    Courses courses,
    FindCourses finding,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Choose why they stop");

    private readonly ReadYourWrite fresh = readYourWrite;

    public CourseRow Course { get; private set; } = null!;
    public OnCourse? On => Row.Courses.FirstOrDefault(c => c.CourseId == Course.CourseId);
    public string At => $"{Back}/courses/{Course.CourseId}";
    public IReadOnlyList<Choice> Reasons => SkillsWords.Choices<CourseStop>(SkillsWords.Called);

    [BindProperty, Display(Name = "The day they were there")]
    public DateOnly? Day { get; set; }

    [BindProperty, Display(Name = "The day they finished")]
    public DateOnly? Finished { get; set; }

    [BindProperty, Display(Name = "The day they stopped")]
    public DateOnly? StoppedOn { get; set; }

    [BindProperty]
    public CourseStop? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid candidate, Guid course, CancellationToken cancel) =>
        await ReadAsync(candidate, course, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostEnrolAsync(Guid candidate, Guid course, CancellationToken cancel) =>
        await ReadAsync(candidate, course, cancel)
            ? await DoAsync(new EnrolOnCourse(candidate, course), "They have a place", At)
            : NotFound();

    public async Task<IActionResult> OnPostAttendAsync(Guid candidate, Guid course, CancellationToken cancel) =>
        await ReadAsync(candidate, course, cancel)
            ? await DoAsync(new AttendCourse(candidate, course, Day ?? default), "The day is recorded", At, _ => nameof(Day))
            : NotFound();

    public async Task<IActionResult> OnPostFinishAsync(Guid candidate, Guid course, CancellationToken cancel) =>
        await ReadAsync(candidate, course, cancel)
            ? await DoAsync(
                new FinishCourse(candidate, course, Finished ?? default),
                "The course is finished. Record the test or the step it led to when there is a result",
                At,
                _ => nameof(Finished)
            )
            : NotFound();

    public async Task<IActionResult> OnPostStopAsync(Guid candidate, Guid course, CancellationToken cancel) =>
        !await ReadAsync(candidate, course, cancel) ? NotFound()
        : Reason is not { } reason ? this.Refused(ReasonMissing)
        : await DoAsync(
            new StopCourse(candidate, course, reason, StoppedOn ?? default),
            "It is recorded. The place is free again",
            At,
            _ => nameof(StoppedOn)
        );

    private async Task<bool> ReadAsync(Guid candidate, Guid course, CancellationToken cancel)
    {
        await fresh.WaitAsync(HttpContext, courses);
        if (
            !await LoadAsync(candidate, cancel)
            || !IsOpen
            || await finding.OneAsync(Who, course, cancel) is not { } row
            || row.SupportOrganisationId != Row.SupportOrganisationId
        )
            return false;
        Course = row;
        return true;
    }
}
