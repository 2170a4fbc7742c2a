using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

[ForPeople]
public sealed class OfferForNeedPage(PageRooms rooms, NeedsBoard needs) : NeedPage(rooms, needs)
{
    [BindProperty]
    public Guid OfferId { get; set; }

    [BindProperty]
    public string? What { get; set; }

    [BindProperty, Display(Name = "How much")]
    public decimal? Quantity { get; set; }

    [BindProperty]
    public string? Unit { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? By { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid need)
    {
        if (!await LoadAsync(need) || !MayOffer)
            return NotFound();
        OfferId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid need) =>
        await LoadAsync(need) && Who.ActsFor(Who.Organisation, NeedAccess.Offering)
            ? await DoAsync(
                new OfferForNeed(need, OfferId, Own, What ?? "", By ?? default, Quantity, Unit),
                "Your offer is with the group",
                Back
            )
            : NotFound();
}
