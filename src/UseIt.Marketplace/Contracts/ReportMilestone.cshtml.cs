using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

[ForRoles("the buyer's contract manager", Roles.ContractManager)]
public sealed class ReportMilestonePage(Actors actors, Acting acting, IDocumentStore store) : ContractStepPage(actors, acting, store)
{
    public static readonly Refusal DayMissing = new("on-missing", "on", "Enter the day");

    [BindProperty]
    public MilestoneStatus Status { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? On { get; set; }

    public Milestone Milestone { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid milestone, CancellationToken cancel) =>
        await FindAsync(contract, milestone, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid contract, Guid milestone, CancellationToken cancel)
    {
        if (!await FindAsync(contract, milestone, cancel))
            return NotFound();
        if (On is null)
            return this.Refused([
                .. Status == MilestoneStatus.Scheduled ? [ReportMilestoneHandler.StillScheduled] : Array.Empty<Refusal>(),
                DayMissing,
            ]);
        return await DoAsync(new ReportMilestone(contract, milestone, Status, On.Value), "The milestone is reported");
    }

    private async Task<bool> FindAsync(Guid contract, Guid milestone, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, cancel) || Contract.Milestones.GetValueOrDefault(milestone) is not { } known)
            return false;
        Milestone = known;
        return true;
    }
}
