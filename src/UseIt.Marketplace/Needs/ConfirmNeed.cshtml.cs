using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

[ForPeople]
public sealed class ConfirmNeedPage(PageRooms rooms, NeedsBoard needs) : GroupsNeedPage(rooms, needs)
{
    public static readonly Refusal NotChosen = new("met-missing", "met", "Choose whether your need is met");

    [BindProperty]
    public bool? Met { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid need) => await LoadOwnAsync(need) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid need) =>
        !await LoadOwnAsync(need) ? NotFound()
        : Met is not { } met ? this.Refused(NotChosen)
        : await DoAsync(new ConfirmNeed(need, met, Words ?? ""), "Your answer is kept", Back);
}
