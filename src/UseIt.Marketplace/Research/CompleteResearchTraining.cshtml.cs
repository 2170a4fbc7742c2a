using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class CompleteResearchTrainingPage(ResearchRooms rooms) : ResearcherPage(rooms)
{
    public IReadOnlyList<Choice> Courses =>
        [
            .. Row
                .Courses.Where(c => c.CompletedOn is null && Desk.Courses.ContainsKey(c.CourseId))
                .Select(c => new Choice(
                    c.CourseId.ToString(),
                    Desk.Courses[c.CourseId].Title,
                    $"{ResearchWords.Count(c.Attended.Count, "session")} of {Desk.Courses[c.CourseId].SessionsNeeded} needed"
                )),
        ];

    [BindProperty]
    public Guid? CourseId { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid researcher) => await LoadAsync(researcher) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid researcher) =>
        await LoadAsync(researcher)
            ? await DoAsync(
                new CompleteResearchTraining(Own, researcher, CourseId ?? Guid.Empty, On ?? default),
                "The training is completed",
                Back
            )
            : NotFound();
}
