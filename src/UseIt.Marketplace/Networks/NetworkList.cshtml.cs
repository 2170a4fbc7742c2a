using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

[ForAnyone]
public sealed class NetworkListPage(PageRooms rooms, NetworkView networks) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<NetworkRow> Networks { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/networks");
        await BeginAsync(networks);
        Networks = await networks.AllAsync(Rooms.Rows, After, null, cancel);
        return Page();
    }
}
