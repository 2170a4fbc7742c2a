using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForRoles("the council", Roles.Author, Roles.ContractManager)]
public sealed class DischargeObligationPage(PageRooms rooms, DevelopmentView developments) : ObligationPage(rooms, developments)
{
    [BindProperty]
    public string? Reference { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid development, Guid obligation)
    {
        if (!await FindAsync(development, obligation) || !IsCouncil)
            return NotFound();
        On = Today;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid development, Guid obligation) =>
        await FindAsync(development, obligation) && IsCouncil
            ? await DoAsync(
                new DischargeObligation(development, obligation, On ?? default, Reference ?? ""),
                "The obligation is discharged",
                Back
            )
            : NotFound();
}
