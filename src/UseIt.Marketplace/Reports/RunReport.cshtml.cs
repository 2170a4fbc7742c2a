using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>Runs a contract's report for one of its parties.</summary>
[ForPeople]
public sealed class RunReportPage(Acting acting) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public Guid Contract { get; set; }

    public async Task<IActionResult> OnPostAsync()
    {
        var command = new RunReport(Guid.CreateVersion7(), SocialValueReturn.Kind, Contract);
        return await acting.TryAsync(this, command) ?? Redirect($"/reports/{command.ReportId}");
    }
}
