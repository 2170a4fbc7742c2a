using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>The supplier that recorded evidence puts it right or takes it back.</summary>
[ForRoles("the supplier that recorded it", Roles.Member, Roles.BidManager)]
public sealed class CorrectEvidencePage(CommitmentReading reading, Acting acting) : EvidenceStepPage(reading, acting)
{
    [BindProperty]
    public string? Quantity { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public string? WithdrawnBecause { get; set; }

    /// <summary>Which of the two forms came back.</summary>
    public bool Withdrawing { get; private set; }

    protected override bool MayDo => Found.Supplies && Found.Who.ActsFor(Entry.OrganisationId) && Entry.Stage != EvidenceStage.Withdrawn;

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, commitment, evidence, cancel))
            return NotFound();
        Quantity = Plain(Entry.Quantity);
        return Page();
    }

    public async Task<IActionResult> OnPostCorrectAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel) =>
        await LoadAsync(contract, commitment, evidence, cancel)
            ? await DoAsync(
                new CorrectEvidence(contract, commitment, evidence, QuantityOf(Quantity), Reason ?? ""),
                "The evidence is corrected. The buyer verifies it next"
            )
            : NotFound();

    public async Task<IActionResult> OnPostWithdrawAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, commitment, evidence, cancel))
            return NotFound();
        (Withdrawing, Quantity) = (true, Plain(Entry.Quantity));
        return await DoAsync(
            new WithdrawEvidence(contract, commitment, evidence, WithdrawnBecause ?? ""),
            "The evidence is withdrawn",
            _ => nameof(WithdrawnBecause)
        );
    }
}
