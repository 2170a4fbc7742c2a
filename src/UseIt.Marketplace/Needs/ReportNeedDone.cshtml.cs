using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

[ForPeople]
public sealed class ReportNeedDonePage(PageRooms rooms, NeedsBoard needs) : NeedPage(rooms, needs)
{
    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    [BindProperty]
    public string? Words { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid need)
    {
        if (!await LoadAsync(need) || !IsSupplier)
            return NotFound();
        On = Today;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid need) =>
        await LoadAsync(need) && IsSupplier
            ? await DoAsync(new ReportNeedDone(need, On ?? default, Words ?? ""), "The community is asked whether its need is met", Back)
            : NotFound();
}
