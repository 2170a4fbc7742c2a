using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ProposeBridgePage(AssetRooms rooms) : AssetsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? Asset { get; set; }

    [BindProperty]
    public Guid BridgeId { get; set; }

    [BindProperty]
    public Guid? MacroAssetId { get; set; }

    [BindProperty]
    public Guid? MicroAssetId { get; set; }

    [BindProperty]
    public string? Need { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? By { get; set; }

    public IReadOnlyList<Choice> Macro { get; private set; } = [];
    public IReadOnlyList<Choice> Micro { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return NotFound();
        await LoadAsync(cancel);
        BridgeId = Guid.CreateVersion7();
        (MacroAssetId, MicroAssetId) = (Asset, Asset);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        return await DoAsync(
            new ProposeBridge(BridgeId, Own, MacroAssetId ?? Guid.Empty, MicroAssetId ?? Guid.Empty, Need ?? "", By),
            "The bridge is proposed",
            $"/bridges/{BridgeId}"
        );
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        await BeginAsync();
        var all = new List<AssetRow>();
        Guid? after = null;
        do
        {
            var page = await Rooms.Assets.KeptByAsync(Rooms.Rows, Own, after, ViewRows.LargestPage, cancel);
            all.AddRange(page.Items);
            after = page.Next;
        } while (after is not null);
        (Macro, Micro) = (Of(AssetScale.Macro), Of(AssetScale.Micro));

        IReadOnlyList<Choice> Of(AssetScale scale) =>
            [
                new Choice("", "Choose one"),
                .. all.Where(a => a.Scale == scale)
                    .OrderBy(a => a.Name, StringComparer.Ordinal)
                    .Select(a => new Choice(a.AssetId.ToString(), a.Name)),
            ];
    }
}
