using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

[ForPeople]
public sealed class WithdrawLibraryItemPage(PageRooms rooms, LibraryShelf shelf) : LibraryPage(rooms, shelf)
{
    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid item) => await LoadAsync(item) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid item) =>
        await LoadAsync(item) ? await DoAsync(new WithdrawLibraryItem(item, Reason ?? ""), "It is withdrawn", "/library/own") : NotFound();
}
