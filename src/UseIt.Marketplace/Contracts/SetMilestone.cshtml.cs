using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Contracts;

[ForRoles("the buyer's contract manager", Roles.ContractManager)]
public sealed class SetMilestonePage(Actors actors, Acting acting, IDocumentStore store) : ContractStepPage(actors, acting, store)
{
    public static readonly Refusal DayMissing = new("due-missing", "due", "Enter the day it is due");

    [BindProperty]
    public string? Title { get; set; }

    [BindProperty, Display(Name = "The day")]
    public DateOnly? Due { get; set; }

    public bool IsNew { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid contract, Guid milestone, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, cancel))
            return NotFound();
        var known = Contract.Milestones.GetValueOrDefault(milestone);
        (IsNew, Title, Due) = (known is null, known?.Title, known?.Due);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid contract, Guid milestone, CancellationToken cancel)
    {
        if (!await LoadAsync(contract, cancel))
            return NotFound();
        IsNew = !Contract.Milestones.ContainsKey(milestone);
        if (Due is null)
            return this.Refused([
                .. string.IsNullOrWhiteSpace(Title) ? [SetMilestoneHandler.TitleMissing] : Array.Empty<Refusal>(),
                DayMissing,
            ]);
        return await DoAsync(new SetMilestone(contract, milestone, Title ?? "", Due.Value), "The milestone is saved");
    }
}
