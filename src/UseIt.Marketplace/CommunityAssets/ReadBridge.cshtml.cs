using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>One bridge, from its need to what came of it.</summary>
[ForAnyone]
public sealed class ReadBridgePage(AssetRooms rooms) : AssetsPage(rooms)
{
    public BridgeRow Bridge { get; private set; } = null!;
    public string Macro { get; private set; } = "";
    public string Micro { get; private set; } = "";
    public string? Broker { get; private set; }
    public bool Keeps => Who.ActsFor(Bridge.SupportOrganisationId, AssetAccess.Keeping);

    public async Task<IActionResult> OnGetAsync(Guid bridge, CancellationToken cancel)
    {
        await BeginAsync();
        if (await Rooms.Bridges.SeenByAsync(Who, bridge, Rooms.Assets, Rooms.Database, cancel) is not { } row)
            return NotFound();
        Bridge = row;
        var ends = await Rooms.Assets.FindAsync(Rooms.Database, [row.MacroAssetId, row.MicroAssetId], cancel);
        (Macro, Micro) = (ends[row.MacroAssetId].Name, ends[row.MicroAssetId].Name);
        Broker = row.Broker is { } broker ? (await Rooms.Colleagues.NamesAsync([broker], cancel))[broker] : null;
        return Page();
    }
}
