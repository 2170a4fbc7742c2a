using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>Gives a report as PDF, or says that it is being made and looks again by itself.</summary>
[ForPeople]
public sealed class PrintReportPage(Actors actors, IDocumentStore store, ReportKinds kinds, ReportFiles files) : PageModel
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public Guid Report { get; private set; }

    /// <summary>Why there will be none; null while it is being made.</summary>
    public string? NotNow { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid report, CancellationToken cancel)
    {
        if (await ShowReport.FindAsync(store, kinds, await actors.OfAsync(HttpContext, cancel), report, cancel) is not { } run)
            return NotFound();
        Report = report;
        try
        {
            if (await files.PrintedAsync(run, Patience, cancel) is { } pdf)
                return File(pdf, ReportFormat.Pdf.MediaType, $"{run.Kind}-{run.ReportId}.pdf");
            Response.Headers["Refresh"] = "2";
        }
        catch (PdfException)
        {
            NotNow = files.CanPrint
                ? "The PDF could not be made. Try again in a minute."
                : "This marketplace cannot make PDFs itself. Open the report and print it from your browser: choose “Save as PDF”.";
        }
        return Page();
    }
}
