using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>The workshops of an adviser's organisation, or of those who support an enterprise.</summary>
[ForPeople]
public sealed class WorkshopListPage(PageRooms rooms, Workshops workshops, EnterpriseLines lines) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public ListFormat? As { get; set; }

    public IReadOnlyList<WorkshopRow> Rows { get; private set; } = [];

    public bool Advises => Who.Has(Roles.Adviser);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/workshops");
        await BeginAsync(workshops, lines);
        Rows = [.. (await workshops.SeenByAsync(Who, lines, Rooms.Database, cancel)).OrderByDescending(w => w.Start)];
        return As is not { } format
            ? Page()
            : this.ListAs(
                format,
                "workshops",
                [.. Rows],
                ("Workshop", w => w.Title),
                ("Begins", w => w.Start),
                ("Ends", w => w.End),
                ("Where", WorkshopWords.Where),
                ("State", w => WorkshopWords.State(w, Now)),
                ("Enterprises there", w => w.Guests.Count(g => g.SessionId is not null)),
                ("Id", w => w.WorkshopId.ToString())
            );
    }
}
