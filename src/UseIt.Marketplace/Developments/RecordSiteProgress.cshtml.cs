using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForRoles("the developer", Roles.Author, Roles.ContractManager)]
public sealed class RecordSiteProgressPage(PageRooms rooms, DevelopmentView developments) : DevelopmentPage(rooms, developments)
{
    [BindProperty, Display(Name = "The number of homes")]
    public int? HomesOccupied { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid development)
    {
        if (!await LoadOwnAsync(development))
            return NotFound();
        On = Today;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid development) =>
        await LoadOwnAsync(development)
            ? await DoAsync(new RecordSiteProgress(development, On ?? default, HomesOccupied), "It is recorded", Back)
            : NotFound();
}
