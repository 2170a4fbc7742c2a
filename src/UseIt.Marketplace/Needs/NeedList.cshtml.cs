using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

[ForAnyone]
public sealed class NeedListPage(PageRooms rooms, NeedsBoard needs) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<NeedRow> Needs { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/needs");
        await BeginAsync(needs);
        Needs = await needs.ShownAsync(Rooms.Rows, After, null, cancel);
        return Page();
    }
}
