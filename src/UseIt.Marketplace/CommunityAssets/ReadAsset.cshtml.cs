using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>One asset: for everybody what is public of it, for its keepers all of it.</summary>
[ForAnyone]
public sealed class ReadAssetPage(AssetRooms rooms, Vault vault, ReadAudit audit) : AssetsPage(rooms)
{
    public AssetRow? Row { get; private set; }
    public PublicAsset Asset { get; private set; } = null!;
    public string? OwnerName { get; private set; }
    public IReadOnlyList<BridgeRow> Bridges { get; private set; } = [];
    public bool Keeps => Row is not null;

    public async Task<IActionResult> OnGetAsync(Guid asset, CancellationToken cancel)
    {
        await BeginAsync();
        if (await Rooms.Assets.FindAsync(Rooms.Database, asset, cancel) is not { OffMap: false } row)
            return NotFound();
        if (Who.ActsFor(row.SupportOrganisationId, AssetAccess.Keeping))
        {
            (Row, Asset) = (row, PublicAsset.Of(row) with { Condition = row.Description.Condition });
            if (row.OwnerName is { } sealedName)
            {
                await audit.NoteAsync(Who, "asset-owner", asset, "asset", cancel);
                OwnerName = await vault.RevealAsync(sealedName, cancel);
            }
        }
        else if (row.IsPublic)
            Asset = PublicAsset.Of(row);
        else
            return NotFound();
        Bridges = await Rooms.Bridges.AtAsync(Rooms.Database, [asset], cancel);
        if (!Keeps)
        {
            var ends = await Rooms.Assets.FindAsync(
                Rooms.Database,
                Bridges.SelectMany(b => new[] { b.MacroAssetId, b.MicroAssetId }),
                cancel
            );
            Bridges = [.. Bridges.Where(b => ends[b.MacroAssetId].IsPublic && ends[b.MicroAssetId].IsPublic)];
        }
        return Page();
    }
}
