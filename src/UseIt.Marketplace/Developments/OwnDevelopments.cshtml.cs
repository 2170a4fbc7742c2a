using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>The developments an organisation builds or watches, and what is due in them.</summary>
[ForRoles("a developer or a council", Roles.Author, Roles.ContractManager)]
public sealed class OwnDevelopmentsPage(PageRooms rooms, DevelopmentView developments) : RoomsPage(rooms)
{
    public IReadOnlyList<DevelopmentRow> Rows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await BeginAsync(developments);
        Rows = await developments.OfAsync(Rooms.Database, Own, cancel);
        return Page();
    }
}
