using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

[ForRoles("a buyer's author or approver", Roles.Author, Roles.Approver)]
public sealed class WithdrawTenderPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store)
    : TenderDraftPage(tenders, actors, acting, store)
{
    [BindProperty]
    public string? Reason { get; set; }

    protected override bool MayChange => Tender.Stage != TenderStage.Withdrawn && (!Tender.IsPublic || Who.Has(Roles.Approver));

    public Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) => ShowAsync(tender, () => { }, cancel);

    public async Task<IActionResult> OnPostAsync(Guid tender, CancellationToken cancel) =>
        await LoadAsync(tender, cancel) ? await DoAsync(new WithdrawTender(tender, Reason ?? ""), "The tender is withdrawn") : NotFound();
}
