using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class RecordBridgeOutcomePage(AssetRooms rooms) : KeptBridgePage(rooms)
{
    public static readonly Refusal NotChosen = new("need-met-missing", "needMet", "Choose whether the need is met");

    [BindProperty]
    public bool? NeedMet { get; set; }

    [BindProperty]
    public string? Outcome { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid bridge)
    {
        if (!await LoadAsync(bridge))
            return NotFound();
        On = Today;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid bridge) =>
        !await LoadAsync(bridge) ? NotFound()
        : NeedMet is not { } met ? this.Refused(NotChosen)
        : await DoAsync(new RecordBridgeOutcome(bridge, met, Outcome ?? "", On ?? default), "The outcome is recorded", Back);
}
