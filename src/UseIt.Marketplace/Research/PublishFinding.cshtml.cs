using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class PublishFindingPage(ResearchRooms rooms, TenderView tenders) : FindingPage(rooms, tenders)
{
    public async Task<IActionResult> OnGetAsync(Guid finding) =>
        !await LoadAsync(finding) || !Runs ? NotFound()
        : Finding.PublishedAt is null ? Page()
        : Redirect(Back);

    public async Task<IActionResult> OnPostAsync(Guid finding) =>
        await LoadAsync(finding) && Runs ? await DoAsync(new PublishFinding(finding), "The finding is public", Back) : NotFound();
}
