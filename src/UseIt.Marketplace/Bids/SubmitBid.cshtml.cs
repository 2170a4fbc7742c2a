using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>The check against every requirement, and, when nothing is missing, the submission.</summary>
[ForRoles("the bid's team", Roles.Member, Roles.BidManager, Roles.Signatory)]
public sealed class SubmitBidPage(Actors actors, BidReader reader, BidDoor door) : PageModel
{
    public BidShown Bid { get; private set; } = null!;
    public IReadOnlyList<Finding> Findings { get; private set; } = [];
    public bool MaySubmit { get; private set; }

    public string? LinkTo(Finding finding) =>
        finding.RequirementId is { } requirement ? $"/bids/{Bid.BidId}/parts/{requirement}?member={finding.MemberId}" : null;

    public async Task<IActionResult> OnGetAsync(Guid bid, CancellationToken cancel) => await LoadAsync(bid, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid bid, CancellationToken cancel)
    {
        var outcome = await door.SubmitAsync(new SubmitBid(bid), this.From(await actors.OfAsync(HttpContext, cancel)));
        if (!await LoadAsync(bid, cancel))
            return NotFound();
        if (this.NotDone(outcome) is { } again)
            return again;
        this.Announce(Bid.Status == BidStatus.Received ? "Your bid has arrived and is being recorded" : "Your bid is submitted and sealed");
        return Redirect($"/bids/{bid}");
    }

    private async Task<bool> LoadAsync(Guid bid, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await reader.ReadAsync(bid, actor, cancel) is not { } shown || await reader.CheckAsync(bid, actor, cancel) is not { } findings)
            return false;
        (Bid, Findings) = (shown, findings);
        MaySubmit = actor.ActsFor(shown.LeadId, Roles.BidManager, Roles.Signatory);
        return true;
    }
}
