using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class MoveBridgePage(AssetRooms rooms) : KeptBridgePage(rooms)
{
    public static readonly Refusal NotChosen = new("stage-missing", "stage", "Choose the stage it has reached");

    [BindProperty]
    public BridgeStage? Stage { get; set; }

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
        : Stage is not { } stage ? this.Refused(NotChosen)
        : await DoAsync(new MoveBridge(bridge, stage, On ?? default), "The stage is saved", Back);
}
