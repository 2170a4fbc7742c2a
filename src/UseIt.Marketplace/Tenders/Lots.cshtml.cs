using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>The lots of a draft: add one, change one, take one out.</summary>
[ForRoles("a buyer's author", Roles.Author)]
public sealed class LotsPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store)
    : TenderDraftPage(tenders, actors, acting, store)
{
    [BindProperty]
    public Guid LotId { get; set; }

    public Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) => ShowAsync(tender, () => { }, cancel);

    public async Task<IActionResult> OnPostRemoveAsync(Guid tender, CancellationToken cancel) =>
        await LoadAsync(tender, cancel)
            ? await DoAsync(new RemoveLot(tender, LotId), "The lot is removed", $"{TaskList}/lots")
            : NotFound();
}
