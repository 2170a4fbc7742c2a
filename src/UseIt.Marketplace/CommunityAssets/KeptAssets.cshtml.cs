using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>The map a support organisation keeps, its bridges, and the days that come up.</summary>
[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class KeptAssetsPage(AssetRooms rooms) : AssetsPage(rooms)
{
    private const int Ahead = 90;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<AssetRow> Items { get; private set; } = new([], null);
    public Rows<BridgeRow> Bridges { get; private set; } = new([], null);
    public IReadOnlyList<(string What, string About, string Link, DateOnly Day)> Reminders { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/assets/kept");
        await BeginAsync();
        Items = await Rooms.Assets.KeptByAsync(Rooms.Rows, Own, After, ViewRows.LargestPage, cancel);
        Bridges = await Rooms.Bridges.KeptByAsync(Rooms.Rows, Own, null, ViewRows.LargestPage, cancel);
        Reminders =
        [
            .. Items
                .Items.SelectMany(a => AssetWords.Days(a.Value).Select(d => (d.What, a.Name, $"/assets/{a.AssetId}", d.Day)))
                .Concat(
                    Bridges
                        .Items.Where(b => b.By is not null && b.Stage < BridgeStage.Built)
                        .Select(b => ("A bridge is due", b.Need, $"/bridges/{b.BridgeId}", b.By!.Value))
                )
                .Where(r => r.Item4 >= Today && r.Item4 <= Today.AddDays(Ahead))
                .OrderBy(r => r.Item4),
        ];
        return Page();
    }
}
