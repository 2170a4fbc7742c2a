using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class OfferResearchCoursePage(ResearchRooms rooms) : ResearchPage(rooms)
{
    [BindProperty]
    public Guid CourseId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? AccreditedBy { get; set; }

    [BindProperty, Display(Name = "The number of sessions")]
    public int? Sessions { get; set; }

    [BindProperty, Display(Name = "The number to be attended")]
    public int? SessionsNeeded { get; set; }

    public void OnGet() => CourseId = Guid.CreateVersion7();

    public async Task<IActionResult> OnPostAsync()
    {
        await BeginAsync();
        return await DoAsync(
            new OfferResearchCourse(Own, CourseId, Title ?? "", AccreditedBy ?? "", Sessions ?? 0, SessionsNeeded ?? 0),
            "The course is added",
            "/research/desk"
        );
    }
}
