using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>One development: what is owed for it against what was done, and the work that is to be let.</summary>
[ForAnyone]
public sealed class ReadDevelopmentPage(PageRooms rooms, DevelopmentView developments, ObligationFlows flows)
    : DevelopmentPage(rooms, developments)
{
    /// <summary>What was passed on, as far as it is this person's to see.</summary>
    public IReadOnlyList<FlowRow> Flows { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(Guid development)
    {
        await Rooms.FreshAsync(HttpContext, flows);
        if (!await LoadAsync(development))
            return NotFound();
        Flows = await flows.OfAsync(Rooms.Database, Who, Row, HttpContext.RequestAborted);
        await NameAsync(Flows.SelectMany(f => new[] { f.FromId, f.ToId }));
        return Page();
    }
}
