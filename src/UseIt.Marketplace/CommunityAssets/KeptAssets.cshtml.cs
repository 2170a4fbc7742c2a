using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>The map a support organisation keeps, its bridges, and the days that come up.</summary>
[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class KeptAssetsPage(AssetRooms rooms, AssetReminders reminders) : AssetsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<AssetRow> Items { get; private set; } = new([], null);
    public Rows<BridgeRow> Bridges { get; private set; } = new([], null);
    public IReadOnlyList<AssetReminder> Reminders { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/assets/kept");
        await BeginAsync();
        Items = await Rooms.Assets.KeptByAsync(Rooms.Rows, Own, After, ViewRows.LargestPage, cancel);
        Bridges = await Rooms.Bridges.KeptByAsync(Rooms.Rows, Own, null, ViewRows.LargestPage, cancel);
        Reminders = await reminders.OfAsync(Own, Today, cancel);
        return Page();
    }
}
