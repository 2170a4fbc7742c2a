using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

[ForPeople]
public sealed class WithdrawNeedOfferPage(PageRooms rooms, NeedsBoard needs) : NeedPage(rooms, needs)
{
    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid need, Guid offer) => await IsOwnAsync(need, offer) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid need, Guid offer) =>
        await IsOwnAsync(need, offer)
            ? await DoAsync(new WithdrawNeedOffer(need, offer, Reason ?? ""), "The offer is taken back", Back)
            : NotFound();

    private async Task<bool> IsOwnAsync(Guid need, Guid offer) =>
        await LoadAsync(need) && Need.Offers.Any(o => o.OfferId == offer && Who.ActsFor(o.OrganisationId, NeedAccess.Offering));
}
