using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForPeople]
public sealed class AdvertiseResearchPage(ResearchRooms rooms) : ProjectPage(rooms)
{
    public IReadOnlyList<Choice> Found { get; private set; } = [];

    [BindProperty(SupportsGet = true), Display(Name = "The name")]
    public string? Q { get; set; }

    [BindProperty]
    public Guid? EnterpriseId { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid project, CancellationToken cancel) =>
        await FindAsync(project, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid project, CancellationToken cancel) =>
        await FindAsync(project, cancel)
            ? await DoAsync(new AdvertiseResearch(project, EnterpriseId ?? Guid.Empty), "The enterprise sees it now", Back)
            : NotFound();

    private async Task<bool> FindAsync(Guid project, CancellationToken cancel)
    {
        if (
            !await LoadAsync(project, coordinator: false)
            || !(IsCommissioner || Who.ActsFor(Project.SupportOrganisationId, ResearchAccess.Coordinating))
        )
            return false;
        Found = await Rooms.FindAsync(Q, [OrganisationKind.Enterprise], [], cancel);
        return true;
    }
}
