using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class RecordFindingPage(ResearchRooms rooms) : ProjectPage(rooms)
{
    [BindProperty]
    public Guid FindingId { get; set; }

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Summary { get; set; }

    [BindProperty]
    public string? Recommendation { get; set; }

    [BindProperty]
    public string? Licence { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid project)
    {
        if (!await LoadAsync(project))
            return NotFound();
        (FindingId, Licence) = (Guid.CreateVersion7(), "CC BY 4.0");
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid project) =>
        await LoadAsync(project)
            ? await DoAsync(
                new RecordFinding(FindingId, project, Title ?? "", Summary ?? "", Licence ?? "", Recommendation),
                "The finding is recorded",
                Back
            )
            : NotFound();
}
