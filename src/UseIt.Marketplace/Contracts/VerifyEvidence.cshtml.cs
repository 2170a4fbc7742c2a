using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

/// <summary>The buyer's contract manager looks at one piece of evidence and verifies or disputes it.</summary>
[ForRoles("the buyer's contract manager", Roles.ContractManager)]
public sealed class VerifyEvidencePage(CommitmentReading reading, Acting acting, IDocumentStore store, EvidenceOverlaps overlaps)
    : EvidenceStepPage(reading, acting)
{
    [BindProperty]
    public decimal? Quantity { get; set; }

    [BindProperty]
    public string? Remark { get; set; }

    [BindProperty]
    public string? CountsTooBecause { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public IReadOnlyList<(Guid Id, string Title)> Documents { get; private set; } = [];

    /// <summary>Where the same may be told as well.</summary>
    public IReadOnlyList<EvidenceOverlap> Overlaps { get; private set; } = [];

    protected override bool MayDo => Found.Buys;

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel)
    {
        if (!await SeeAsync(contract, commitment, evidence, cancel))
            return NotFound();
        (Quantity, CountsTooBecause) = (Entry.Quantity, Entry.CountsTooBecause);
        return Page();
    }

    public async Task<IActionResult> OnPostVerifyAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel) =>
        await SeeAsync(contract, commitment, evidence, cancel)
            ? await DoAsync(
                new VerifyEvidence(contract, commitment, evidence, Quantity ?? 0, Remark, CountsTooBecause),
                "The evidence is verified"
            )
            : NotFound();

    public async Task<IActionResult> OnPostDisputeAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel) =>
        await SeeAsync(contract, commitment, evidence, cancel)
            ? await DoAsync(new DisputeEvidence(contract, commitment, evidence, Reason ?? ""), "The evidence is disputed")
            : NotFound();

    private async Task<bool> SeeAsync(Guid contract, Guid commitment, Guid evidence, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, commitment, evidence, cancel))
            return false;
        Documents =
        [
            .. (await store.FetchAsync<StoredDocument>(Entry.Documents, cancel)).Select(d => (d.Id, d.State.Title ?? "A document")),
        ];
        Overlaps = await overlaps.SeenAsync(Found.Who, [Row.DeliveryOf(Entry)], commitment, cancel);
        return true;
    }
}
