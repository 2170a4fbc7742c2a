using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForAnyone]
public sealed class DevelopmentListPage(PageRooms rooms, DevelopmentView developments) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<DevelopmentRow> Rows { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/developments");
        await BeginAsync(developments);
        Rows = await developments.AllAsync(Rooms.Rows, After, null, cancel);
        return Page();
    }
}
