using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class EraseResearcherPage(ResearchRooms rooms) : ResearcherPage(rooms)
{
    public static readonly Refusal NotChosen = new("reason-missing", "reason", "Choose why");

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid researcher) => await LoadAsync(researcher) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid researcher) =>
        !await LoadAsync(researcher) ? NotFound()
        : string.IsNullOrWhiteSpace(Reason) ? this.Refused(NotChosen)
        : await DoAsync(new EraseResearcher(researcher, Reason), "The person is erased", "/research");
}
