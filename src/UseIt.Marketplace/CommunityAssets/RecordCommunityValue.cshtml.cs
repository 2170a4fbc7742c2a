using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class RecordCommunityValuePage(AssetRooms rooms) : KeptAssetPage(rooms)
{
    public static readonly Refusal NotChosen = new("step-missing", "step", "Choose what happened");

    [BindProperty]
    public CommunityValueStep? Step { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid asset) => await LoadAsync(asset) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid asset) =>
        !await LoadAsync(asset) ? NotFound()
        : Step is not { } step ? this.Refused(NotChosen)
        : await DoAsync(new RecordCommunityValue(asset, step, On ?? default, Words ?? ""), "It is recorded", Back);
}
