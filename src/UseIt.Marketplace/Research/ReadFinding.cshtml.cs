using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>A finding as the project, its commissioner and those who used it work with it.</summary>
[ForPeople]
public sealed class ReadFindingPage(ResearchRooms rooms, TenderView tenders) : FindingPage(rooms, tenders)
{
    public bool MaySayUse =>
        Runs || (Who.ActsFor(Who.Organisation, ResearchAccess.Using) && (Finding.PublishedAt is not null || IsCommissioner));

    public async Task<IActionResult> OnGetAsync(Guid finding) => await LoadAsync(finding) ? Page() : NotFound();
}
