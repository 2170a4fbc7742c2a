using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

[ForAnyone]
public sealed class GatheringListPage(PageRooms rooms, GatheringView gatherings) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<GatheringRow> Gatherings { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/gatherings");
        await BeginAsync(gatherings);
        Gatherings = await gatherings.MarketplacesAsync(Rooms.Database, After, null, cancel);
        return Page();
    }
}
