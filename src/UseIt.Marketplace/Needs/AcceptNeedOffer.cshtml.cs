using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

[ForPeople]
public sealed class AcceptNeedOfferPage(PageRooms rooms, NeedsBoard needs) : GroupsNeedPage(rooms, needs)
{
    public NeedOffer Offer { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid need, Guid offer) => await FindAsync(need, offer) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid need, Guid offer) =>
        await FindAsync(need, offer) ? await DoAsync(new AcceptNeedOffer(need, offer), "The offer is accepted", Back) : NotFound();

    private async Task<bool> FindAsync(Guid need, Guid offer)
    {
        if (!await LoadOwnAsync(need) || Need.Offers.FirstOrDefault(o => o.OfferId == offer) is not { } found)
            return false;
        Offer = found;
        return true;
    }
}
