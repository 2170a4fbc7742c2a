using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Concerns, for the named leads.</summary>
[ForPeople]
public sealed class ConcernListPage(ResearchRooms rooms, ResearchConcerns view, ConcernsForLeads concerns) : ResearchPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<ReadConcern> Concerns { get; private set; } = new([], null);
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        await BeginAsync(view);
        if (!ModelState.IsValid || await concerns.OfAsync(Who, After, null, cancel) is not { } page)
            return NotFound();
        Concerns = page;
        Names = await Rooms.PeopleAsync(page.Items.SelectMany(c => c.Actions.Select(a => a.By).Prepend(c.By)), cancel);
        return Page();
    }
}
