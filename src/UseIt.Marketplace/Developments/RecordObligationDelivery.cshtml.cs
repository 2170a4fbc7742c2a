using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

[ForRoles("the developer", Roles.Author, Roles.ContractManager)]
public sealed class RecordObligationDeliveryPage(PageRooms rooms, DevelopmentView developments) : ObligationPage(rooms, developments)
{
    [BindProperty]
    public Guid DeliveryId { get; set; }

    [BindProperty, Display(Name = "How much")]
    public decimal? Quantity { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid development, Guid obligation)
    {
        if (!await FindAsync(development, obligation) || !Develops)
            return NotFound();
        (DeliveryId, On) = (Guid.CreateVersion7(), Today);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid development, Guid obligation) =>
        await FindAsync(development, obligation) && Develops
            ? await DoAsync(
                new RecordObligationDelivery(development, obligation, DeliveryId, Quantity ?? 0, On ?? default, Words ?? ""),
                "The delivery is recorded. The council discharges the obligation",
                Back
            )
            : NotFound();
}
