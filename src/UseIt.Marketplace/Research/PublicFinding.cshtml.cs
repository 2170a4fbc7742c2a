using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>One published finding, the same for everybody.</summary>
[ForAnyone]
public sealed class PublicFindingPage(ResearchRooms rooms, TenderView tenders) : FindingPage(rooms, tenders)
{
    public ResearchRow Project { get; private set; } = null!;
    public bool MaySayUse => Who.ActsFor(Who.Organisation, ResearchAccess.Using);

    public async Task<IActionResult> OnGetAsync(Guid finding, CancellationToken cancel)
    {
        await BeginAsync(Rooms.Findings, Rooms.Projects);
        if (
            await Rooms.Findings.FindAsync(Rooms.Database, finding, cancel) is not { PublishedAt: not null } row
            || await Rooms.Projects.FindAsync(Rooms.Database, row.ProjectId, cancel) is not { } project
        )
            return NotFound();
        Project = project;
        await ShowAsync(ResearchFindings.Public(row), cancel);
        return Page();
    }
}
