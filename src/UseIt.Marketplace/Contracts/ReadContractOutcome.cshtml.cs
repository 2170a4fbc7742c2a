using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>What came of one contract, for everybody, once its award is public.</summary>
[ForAnyone]
public sealed class ReadContractOutcomePage(PublicOutcomes outcomes, CommitmentLedger ledger, ReadYourWrite readYourWrite) : PageModel
{
    private const int Usual = 20;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public ContractOutcome Outcome { get; private set; } = null!;

    public string At => $"/delivered/contracts/{Outcome.Contract.ContractId}";

    public string Stage =>
        Outcome.Contract.Stage switch
        {
            "signed" => "Signed by all parties",
            "ended" => "Ended",
            _ => "Not signed by all parties yet",
        };

    public string Written(decimal? quantity, OutcomeLine line) =>
        quantity is { } known ? $"{CommitmentStepPage.Plain(known)} {line.Unit}" : ReportWriter.NotRecorded;

    public async Task<IActionResult> OnGetAsync(Guid contract, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, ledger);
        if (!ModelState.IsValid || await outcomes.OfContractAsync(contract, After, Usual, cancel) is not { } outcome)
            return NotFound();
        Outcome = outcome;
        return Page();
    }
}
