using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

[ForRoles("the buyer's contract manager", Roles.ContractManager)]
public sealed class ReportRecoveryPage(CommitmentReading reading, Acting acting) : CommitmentStepPage(reading, acting)
{
    public static readonly Refusal Unanswered = new("done-missing", "done", "Say whether it was done");

    [BindProperty, Display(Name = "Whether it was done")]
    public bool? Done { get; set; }

    [BindProperty]
    public string? Remark { get; set; }

    public Recovery Recovery { get; private set; } = null!;

    protected override bool MayDo => Found.Buys;

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid commitment, Guid recovery, CancellationToken cancel)
    {
        if (!await SeeAsync(contract, commitment, recovery, cancel))
            return NotFound();
        (Done, Remark) = (Recovery.Done, Recovery.Remark);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid contract, Guid commitment, Guid recovery, CancellationToken cancel) =>
        !await SeeAsync(contract, commitment, recovery, cancel) ? NotFound()
        : !ModelState.IsValid ? this.Refused()
        : Done is not { } done ? this.Refused(Unanswered)
        : await DoAsync(new ReportRecovery(contract, commitment, recovery, done, Remark), "It is saved");

    private async Task<bool> SeeAsync(Guid contract, Guid commitment, Guid recovery, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, commitment, cancel) || Found.State.Recoveries.GetValueOrDefault(recovery) is not { } known)
            return false;
        Recovery = known;
        return true;
    }
}
