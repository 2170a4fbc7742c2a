using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>One promise as its supplier sees it on a phone.</summary>
[ForRoles("a supplier", Roles.Member, Roles.BidManager, Roles.Signatory)]
public sealed class PromisePage(CommitmentReading reading, CommitmentLedger ledger, NpgsqlDataSource database) : PageModel
{
    private CommitmentReading.Found found = null!;

    public LedgerRow Row => found.Row;
    public string Contract => found.Contract.State.Title;
    public bool MayRecord => found.Supplies && found.InForce;

    public string Written(Figure figure) =>
        figure.Value is { } value ? $"{CommitmentStepPage.Plain(value)} {Row.Metric.Unit}" : ReportWriter.NotRecorded;

    public async Task<IActionResult> OnGetAsync(Guid commitment, CancellationToken cancel)
    {
        if (
            await ledger.FindAsync(database, commitment, cancel) is not { ContractId: { } contract } row
            || await reading.FindAsync(HttpContext, contract, commitment, cancel) is not { } seen
            || !row.Suppliers.Any(s => seen.Who.ActsFor(s))
        )
            return NotFound();
        found = seen;
        return Page();
    }
}
