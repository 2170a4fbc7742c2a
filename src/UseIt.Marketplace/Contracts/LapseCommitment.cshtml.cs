using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

[ForRoles("the buyer's contract manager", Roles.ContractManager)]
public sealed class LapseCommitmentPage(CommitmentReading reading, Acting acting) : CommitmentStepPage(reading, acting)
{
    [BindProperty]
    public string? Reason { get; set; }

    protected override bool MayDo => Found.Buys && Found.InForce;

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid commitment, CancellationToken cancel) =>
        await LoadAsync(contract, commitment, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid contract, Guid commitment, CancellationToken cancel) =>
        await LoadAsync(contract, commitment, cancel)
            ? await DoAsync(new LapseCommitment(contract, commitment, Reason ?? ""), "The commitment has lapsed")
            : NotFound();
}
