using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Bids;

/// <summary>A bid's task list: what is to be written, by whom, how far it is, and what has been submitted.</summary>
[ForRoles("the bid's team", Roles.Member, Roles.BidManager, Roles.Signatory)]
public sealed class ReadBidPage(Actors actors, BidReader reader, Partners partners, EventStore.EventStore store) : PageModel
{
    private IReadOnlyDictionary<Guid, Partner> names = new Dictionary<Guid, Partner>();

    public BidShown Bid { get; private set; } = null!;
    public bool Leads { get; private set; }
    public DateTimeOffset Now { get; private set; }

    public string NameOf(Guid organisation) => names.GetValueOrDefault(organisation)?.Name ?? "A member";

    /// <summary>What the bid is, in a word and a colour.</summary>
    public static (string Word, string Colour) Said(BidStatus status) => status switch
    {
        BidStatus.Received => ("Arrived", "blue"),
        BidStatus.Submitted => ("Submitted", "green"),
        BidStatus.Late => ("Too late", "red"),
        BidStatus.Withdrawn => ("Withdrawn", "grey"),
        BidStatus.Excluded => ("Excluded", "red"),
        BidStatus.Opened => ("Opened", "purple"),
        _ => ("Being written", "light-blue")
    };

    public async Task<IActionResult> OnGetAsync(Guid bid, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await reader.ReadAsync(bid, actor, cancel) is not { } shown) return NotFound();
        Bid = shown;
        Leads = actor.ActsFor(shown.LeadId);
        names = await partners.OfAsync(store.Database, shown.Members, cancel);
        Now = await store.ClockAsync(cancel);
        return Page();
    }
}
