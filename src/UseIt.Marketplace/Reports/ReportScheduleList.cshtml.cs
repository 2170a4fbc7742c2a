using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>The own organisation's schedules, as far as the reader may read their reports.</summary>
[ForPeople]
public sealed class ReportScheduleListPage(
    Actors actors,
    ReportSchedules view,
    ReportKinds kinds,
    ViewRows rows,
    ReadYourWrite readYourWrite
) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public Rows<ReportScheduleRow> Schedules { get; private set; } = new([], null);

    public string TitleOf(ReportScheduleRow row) => $"{kinds.Find(row.Kind)?.Title ?? row.Kind}: {row.SubjectTitle}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect("/reports/schedules");
        await readYourWrite.WaitAsync(HttpContext, view);
        Schedules = await view.OfAsync(rows, kinds, await actors.OfAsync(HttpContext, cancel), After, null, cancel);
        return Page();
    }
}
