using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class HandOverBridgePage(AssetRooms rooms) : KeptBridgePage(rooms)
{
    public IReadOnlyList<Choice> People { get; private set; } = [];

    [BindProperty]
    public Guid? PersonId { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid bridge, CancellationToken cancel)
    {
        if (!await FindAsync(bridge, cancel))
            return NotFound();
        PersonId = Bridge.Broker;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid bridge, CancellationToken cancel) =>
        await FindAsync(bridge, cancel)
            ? await DoAsync(new HandOverBridge(bridge, PersonId ?? Guid.Empty), "The bridge is handed over", Back)
            : NotFound();

    private async Task<bool> FindAsync(Guid bridge, CancellationToken cancel)
    {
        if (!await LoadAsync(bridge))
            return false;
        People = await Rooms.Colleagues.InAsync(Own, cancel);
        return true;
    }
}
