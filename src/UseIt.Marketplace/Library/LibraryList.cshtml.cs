using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

/// <summary>What is published, to look through or to search.</summary>
[ForAnyone]
public sealed class LibraryListPage(PageRooms rooms, LibraryShelf shelf) : RoomsPage(rooms)
{
    private const int LongestSearch = 300;

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty(SupportsGet = true)]
    public LibraryKind? Kind { get; set; }

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<LibraryRow> Items { get; private set; } = new([], null);
    public bool IsSearch => !string.IsNullOrWhiteSpace(Q) || Kind is not null;

    public string Link(Guid? after) => $"/library?q={Uri.EscapeDataString(Q ?? "")}&kind={Kind}{(after is null ? "" : $"&after={after}")}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid || Q?.Length > LongestSearch)
            return Redirect("/library");
        await BeginAsync(shelf);
        Items = await shelf.PublishedAsync(Rooms.Rows, Q, Kind, After, null, cancel);
        await NameAsync(Items.Items.Select(i => i.OrganisationId));
        return Page();
    }
}
