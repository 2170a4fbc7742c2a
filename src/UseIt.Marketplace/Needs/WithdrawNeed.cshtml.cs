using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

[ForPeople]
public sealed class WithdrawNeedPage(PageRooms rooms, NeedsBoard needs) : GroupsNeedPage(rooms, needs)
{
    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid need) => await LoadOwnAsync(need) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid need) =>
        await LoadOwnAsync(need) ? await DoAsync(new WithdrawNeed(need, Reason ?? ""), "The need is withdrawn", "/needs/own") : NotFound();
}
