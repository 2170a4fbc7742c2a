using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class TakeAssetOffMapPage(AssetRooms rooms) : KeptAssetPage(rooms)
{
    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid asset) => await LoadAsync(asset) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid asset) =>
        await LoadAsync(asset) ? await DoAsync(new TakeAssetOffMap(asset, Reason ?? ""), "It is off the map", "/assets/kept") : NotFound();
}
