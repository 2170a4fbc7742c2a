using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

[ForPeople]
public sealed class PublishLibraryItemPage(PageRooms rooms, LibraryShelf shelf) : LibraryPage(rooms, shelf)
{
    [BindProperty]
    public bool Checked { get; set; }

    public int Words => Item.Text.Body.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    public async Task<IActionResult> OnGetAsync(Guid item) =>
        !await LoadAsync(item) ? NotFound()
        : Item.IsPublic ? Redirect(Back)
        : Page();

    public async Task<IActionResult> OnPostAsync(Guid item) =>
        await LoadAsync(item) ? await DoAsync(new PublishLibraryItem(item, Checked), "It is published", Back) : NotFound();
}
