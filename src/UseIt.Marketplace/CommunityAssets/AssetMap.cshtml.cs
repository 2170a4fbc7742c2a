using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;
using UseIt.Marketplace.Web.Charts;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>The public map, with the same as a table beside it.</summary>
[ForAnyone]
public sealed class AssetMapPage(AssetRooms rooms) : AssetsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public IReadOnlyList<(int Number, PublicAsset Asset)> Items { get; private set; } = [];
    public Guid? Next { get; private set; }
    public SkillCounts Skills { get; private set; } = new([], null);
    public PointMap Picture { get; private set; } = null!;

    private IReadOnlyList<BridgeRow> bridges = [];

    /// <summary>The bridges of an asset whose other end is on the map too.</summary>
    public IEnumerable<BridgeRow> BridgesOf(Guid asset) => bridges.Where(b => b.MacroAssetId == asset || b.MicroAssetId == asset);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/assets");
        await BeginAsync();
        var page = await Rooms.Assets.PublicAsync(Rooms.Rows, After, ViewRows.LargestPage, cancel);
        Items = [.. page.Items.Select((a, i) => (i + 1, PublicAsset.Of(a)))];
        Next = page.Next;
        var numbers = Items.ToDictionary(i => i.Asset.AssetId, i => i.Number);
        bridges =
        [
            .. (await Rooms.Bridges.AtAsync(Rooms.Database, numbers.Keys, cancel)).Where(b =>
                numbers.ContainsKey(b.MacroAssetId) && numbers.ContainsKey(b.MicroAssetId)
            ),
        ];
        Skills = await Rooms.Assets.SkillsAsync(Rooms.Database, Today, cancel);
        var points = Items
            .Where(i => i.Asset.Place is { Latitude: not null, Longitude: not null })
            .Select(i => new MapPoint(
                i.Number,
                i.Asset.Name,
                i.Asset.Place.Latitude!.Value,
                i.Asset.Place.Longitude!.Value,
                i.Asset.Scale == AssetScale.Macro
            ))
            .ToArray();
        Picture = new PointMap(
            "Assets and the bridges between them",
            $"{points.Length} assets by their place, north up, numbered as in the table. Large filled circles are macro assets, small open ones micro; broken lines are bridges.",
            points,
            [.. bridges.Select(b => (numbers[b.MacroAssetId], numbers[b.MicroAssetId]))]
        );
        return Page();
    }
}
