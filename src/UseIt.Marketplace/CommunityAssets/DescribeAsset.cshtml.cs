using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class DescribeAssetPage(AssetRooms rooms) : KeptAssetPage(rooms), IDescribesAsset
{
    [BindProperty]
    public AssetCondition? Condition { get; set; }

    [BindProperty]
    public string? Use { get; set; }

    [BindProperty]
    public string? Opportunity { get; set; }

    [BindProperty]
    public string? Source { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid asset)
    {
        if (!await LoadAsync(asset))
            return NotFound();
        (Condition, Use, Opportunity, Source) = (
            Asset.Description.Condition,
            Asset.Description.Use,
            Asset.Description.Opportunity,
            Asset.Description.Source
        );
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid asset) =>
        !await LoadAsync(asset) ? NotFound()
        : Condition is null ? this.Refused(IDescribesAsset.NotChosen)
        : await DoAsync(new DescribeAsset(asset, ((IDescribesAsset)this).Description), "It is saved", Back, IDescribesAsset.Field);
}
