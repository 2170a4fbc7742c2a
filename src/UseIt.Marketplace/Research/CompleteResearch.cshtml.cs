using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class CompleteResearchPage(ResearchRooms rooms) : ProjectPage(rooms)
{
    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid project)
    {
        if (!await LoadAsync(project))
            return NotFound();
        On = Today;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid project) =>
        await LoadAsync(project)
            ? await DoAsync(new CompleteResearch(project, On ?? default), "The research is carried out", Back)
            : NotFound();
}
