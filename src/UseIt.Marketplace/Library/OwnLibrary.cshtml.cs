using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

[ForPeople]
public sealed class OwnLibraryPage(PageRooms rooms, LibraryShelf shelf) : RoomsPage(rooms)
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<LibraryRow> Items { get; private set; } = new([], null);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/library/own");
        await BeginAsync(shelf);
        if (!Who.ActsFor(Who.Organisation, LibraryAccess.Writing))
            return NotFound();
        Items = await shelf.OfAsync(Rooms.Rows, Own, After, cancel);
        return Page();
    }
}
