using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

[ForRoles(FrameworkAccess.Who, Roles.Author)]
public sealed class FrameworkListPage(PageRooms rooms, Frameworks frameworks) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<FrameworkRow> Items { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/frameworks");
        await BeginAsync(frameworks);
        Items = await frameworks.OfAsync(Rooms.Rows, Own, After, null, cancel);
        return Page();
    }
}
