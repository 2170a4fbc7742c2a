using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>The grants an organisation gives, or applies for.</summary>
[ForRoles("who gives grants or applies for them", Roles.Adviser, Roles.ProgrammeManager, Roles.BidManager, Roles.Signatory)]
public sealed class GrantListPage(PageRooms rooms, GrantView grants) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<GrantRow> Found { get; private set; } = new([], null);
    public bool Applies => Who.ActsFor(Own, GrantAccess.Applying);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/grants");
        await BeginAsync(grants);
        Found = await grants.OfAsync(Rooms.Rows, Who, After, null, cancel);
        await NameAsync(Found.Items.SelectMany(g => g.Parties));
        return Page();
    }
}
