using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

[ForPeople]
public sealed class ReviseLibraryItemPage(PageRooms rooms, LibraryShelf shelf) : LibraryPage(rooms, shelf), IWritesLibraryText
{
    [BindProperty]
    public string? Title { get; set; }

    [BindProperty]
    public string? Summary { get; set; }

    [BindProperty]
    public string? Body { get; set; }

    [BindProperty]
    public LibraryLicence? Licence { get; set; }

    [BindProperty]
    public string? Language { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid item)
    {
        if (!await LoadAsync(item))
            return NotFound();
        var text = Item.Text;
        (Title, Summary, Body, Licence, Language) = (text.Title, text.Summary, text.Body, text.Licence, text.Language);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid item) =>
        !await LoadAsync(item) ? NotFound()
        : Licence is null ? this.Refused(DraftLibraryItemPage.LicenceMissing)
        : await DoAsync(new ReviseLibraryItem(item, ((IWritesLibraryText)this).Text), "It is changed", Back, IWritesLibraryText.Field);
}
