using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>What came of all that a buyer let, for everybody.</summary>
[ForAnyone]
public sealed class ReadBuyerOutcomePage(PublicOutcomes outcomes, CommitmentLedger ledger, ReadYourWrite readYourWrite) : PageModel
{
    private const int Usual = 50;

    [BindProperty(SupportsGet = true)]
    public Guid? After { get; set; }

    public BuyerOutcome Outcome { get; private set; } = null!;

    public string At => $"/delivered/buyers/{Outcome.BuyerId}";

    public async Task<IActionResult> OnGetAsync(Guid buyer, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, ledger);
        if (!ModelState.IsValid || await outcomes.OfBuyerAsync(buyer, After, Usual, cancel) is not { } outcome)
            return NotFound();
        Outcome = outcome;
        return Page();
    }
}
