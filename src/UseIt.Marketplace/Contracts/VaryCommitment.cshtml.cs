using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

[ForRoles("the buyer's contract manager", Roles.ContractManager)]
public sealed class VaryCommitmentPage(CommitmentReading reading, Acting acting) : CommitmentStepPage(reading, acting)
{
    [BindProperty]
    public string? Quantity { get; set; }

    [BindProperty, Display(Name = "The day it is due")]
    public DateOnly? Due { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    protected override bool MayDo => Found.Buys && Found.InForce;

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid commitment, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, commitment, cancel))
            return NotFound();
        (Quantity, Due) = (Plain(Row.Due.Value ?? 0), Row.DueOn);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid contract, Guid commitment, CancellationToken cancel) =>
        await LoadAsync(contract, commitment, cancel)
            ? await DoAsync(new VaryCommitment(contract, commitment, QuantityOf(Quantity), Reason ?? "", Due), "What is due has changed")
            : NotFound();
}
