using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class RecordUnintendedSuccessPage(AssetRooms rooms) : KeptBridgePage(rooms)
{
    [BindProperty]
    public Guid SuccessId { get; set; }

    [BindProperty]
    public string? What { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid bridge)
    {
        if (!await LoadAsync(bridge))
            return NotFound();
        (SuccessId, On) = (Guid.CreateVersion7(), Today);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid bridge) =>
        await LoadAsync(bridge)
            ? await DoAsync(new RecordUnintendedSuccess(bridge, SuccessId, What ?? "", On ?? default), "It is recorded", Back)
            : NotFound();
}
