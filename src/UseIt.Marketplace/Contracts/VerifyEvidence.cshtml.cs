using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>The buyer's contract manager looks at one piece of evidence and verifies or disputes it.</summary>
[ForRoles("the buyer's contract manager", Roles.ContractManager)]
public sealed class VerifyEvidencePage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    CommitmentLedger ledger,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : PageModel
{
    public LedgerRow Row { get; private set; } = null!;
    public EvidenceEntry Entry { get; private set; } = null!;

    [BindProperty]
    public decimal? Quantity { get; set; }

    [BindProperty]
    public string? Remark { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string Plain(decimal quantity) => quantity.ToString("0.####", CultureInfo.InvariantCulture);

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, commitment, evidence, cancel))
            return NotFound();
        Quantity = Entry.Quantity;
        return Page();
    }

    public Task<IActionResult> OnPostVerifyAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel) =>
        DoAsync(
            contract,
            commitment,
            evidence,
            new VerifyEvidence(contract, commitment, evidence, Quantity ?? 0, Remark),
            "The evidence is verified",
            cancel
        );

    public Task<IActionResult> OnPostDisputeAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel) =>
        DoAsync(
            contract,
            commitment,
            evidence,
            new DisputeEvidence(contract, commitment, evidence, Reason ?? ""),
            "The evidence is disputed",
            cancel
        );

    private async Task<IActionResult> DoAsync(
        Guid contract,
        Guid commitment,
        Guid evidence,
        ICommand command,
        string done,
        CancellationToken cancel
    )
    {
        if (!await LoadAsync(contract, commitment, evidence, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect($"/contracts/{contract}/commitments/{commitment}");
    }

    private async Task<bool> LoadAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (Delivering.Buyer(actor, contract, (await store.FetchAsync<Commitment>(commitment, cancel)).State) != Access.Granted)
            return false;
        await readYourWrite.WaitAsync(HttpContext, ledger);
        if (
            await ledger.FindAsync(database, commitment, cancel) is not { } row
            || row.Evidence.FirstOrDefault(e => e.EvidenceId == evidence) is not { } entry
        )
            return false;
        (Row, Entry) = (row, entry);
        return true;
    }
}
