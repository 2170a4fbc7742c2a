using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Every published finding, the newest first.</summary>
[ForAnyone]
public sealed class PublicFindingsPage(ResearchRooms rooms) : ResearchPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<FindingRow> Findings { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/findings");
        await BeginAsync(Rooms.Findings);
        Findings = await Rooms.Findings.PublishedAsync(Rooms.Rows, After, null, cancel);
        return Page();
    }
}
