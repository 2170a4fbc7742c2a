using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Everything a draft asks of its bids, lot by lot.</summary>
[ForRoles("a buyer's author", Roles.Author)]
public sealed class RequirementsPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store)
    : TenderDraftPage(tenders, actors, acting, store)
{
    [BindProperty]
    public Guid RequirementId { get; set; }

    public Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) => ShowAsync(tender, () => { }, cancel);

    public async Task<IActionResult> OnPostRemoveAsync(Guid tender, CancellationToken cancel) =>
        await LoadAsync(tender, cancel)
            ? await DoAsync(new RemoveRequirement(tender, RequirementId), "The question is removed", $"{TaskList}/requirements")
            : NotFound();
}
