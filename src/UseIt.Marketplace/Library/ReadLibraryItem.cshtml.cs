using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

/// <summary>One item; where it was withdrawn, that and why.</summary>
[ForAnyone]
public sealed class ReadLibraryItemPage(PageRooms rooms, LibraryShelf shelf) : LibraryPage(rooms, shelf)
{
    public async Task<IActionResult> OnGetAsync(Guid item)
    {
        if (!await LoadAsync(item, writes: false))
            return NotFound();
        if (Item.Stage == LibraryStage.Withdrawn)
            Response.StatusCode = StatusCodes.Status410Gone;
        return Page();
    }
}
