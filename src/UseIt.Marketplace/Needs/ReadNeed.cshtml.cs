using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

/// <summary>One need: for everybody without a person in it, for the group with its offers, for who offers with their own.</summary>
[ForAnyone]
public sealed class ReadNeedPage(PageRooms rooms, NeedsBoard needs, NeedOverlaps overlaps, CommitmentLedger ledger) : NeedPage(rooms, needs)
{
    public LedgerRow? Commitment { get; private set; }
    public IReadOnlyList<NeedOverlap> Overlaps { get; private set; } = [];
    public bool SeesContract => Commitment is { } row && (Who.ActsFor(row.BuyerId) || row.Suppliers.Contains(Own));
    public bool MayAttribute =>
        Need is { AcceptedId: not null, Attribution: null } && Who.ActsFor(Need.Accepted?.OrganisationId, [.. Roles.Enterprise]);
    public NeedOffer? OwnOffer =>
        Need.Stage is NeedStage.Open or NeedStage.Accepted && Need.Attribution is null
            ? Need.Offers.FirstOrDefault(o => Who.ActsFor(o.OrganisationId, NeedAccess.Offering))
            : null;

    public async Task<IActionResult> OnGetAsync(Guid need, CancellationToken cancel)
    {
        if (!await LoadAsync(need))
            return NotFound();
        if (Need.Attribution is { } counted)
            Commitment = await ledger.FindAsync(Rooms.Database, counted.CommitmentId, cancel);
        if (NeedOverlaps.MayBeSeenBy(Who, Need))
            Overlaps = await overlaps.OfAsync(Who, Need, cancel);
        return Page();
    }
}
