using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

[ForRoles("a buyer's approver", Roles.Approver)]
public sealed class AmendTenderPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store)
    : TenderDraftPage(tenders, actors, acting, store)
{
    [BindProperty]
    public string? Change { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    protected override bool MayChange => Tender.Stage == TenderStage.Published;

    public Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) => ShowAsync(tender, () => { }, cancel);

    public async Task<IActionResult> OnPostAsync(Guid tender, CancellationToken cancel) =>
        await LoadAsync(tender, cancel)
            ? await DoAsync(new AmendTender(tender, Change ?? "", Reason ?? ""), "The change is published to everybody")
            : NotFound();
}
