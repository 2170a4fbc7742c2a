using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

/// <summary>What an organisation has posted, and what it has offered.</summary>
[ForPeople]
public sealed class OwnNeedsPage(PageRooms rooms, NeedsBoard needs) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public bool MayPost => Who.ActsFor(Who.Organisation, NeedAccess.Posting);
    public Rows<NeedRow> Posted { get; private set; } = new([], null);
    public IReadOnlyList<NeedRow> Offered { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/needs/own");
        await BeginAsync(needs);
        if (MayPost)
            Posted = await needs.OfGroupAsync(Rooms.Rows, Own, After, cancel);
        Offered = [.. (await needs.OfferedByAsync(Rooms.Database, Own, cancel)).Select(n => n.SeenBy(Who))];
        return Page();
    }
}
