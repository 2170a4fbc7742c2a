using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>Whether owner or group said yes to the public map, or took it back.</summary>
[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class AssetPublicityPage(AssetRooms rooms) : KeptAssetPage(rooms)
{
    public static readonly Refusal NotChosen = new("by-missing", "by", "Choose who said yes");

    [BindProperty]
    public PublicityConsent? By { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid asset)
    {
        if (!await LoadAsync(asset))
            return NotFound();
        On = Today;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid asset) =>
        !await LoadAsync(asset) ? NotFound()
        : Asset.AgreedBy is not null ? await DoAsync(new WithdrawAssetPublicity(asset), "The yes is taken back", Back)
        : By is not { } by ? this.Refused(NotChosen)
        : await DoAsync(new AgreeAssetPublicity(asset, by, On ?? default), "The yes is recorded", Back);
}
