using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

[ForRoles("a buyer's approver", Roles.Approver)]
public sealed class EndLotPage(TenderReader tenders, Actors actors, Acting acting, IDocumentStore store)
    : TenderDraftPage(tenders, actors, acting, store)
{
    [BindProperty]
    public string? Reason { get; set; }

    public LotSheet Lot { get; private set; } = null!;

    protected override bool MayChange => Tender.Stage == TenderStage.Closed;

    public Task<IActionResult> OnGetAsync(Guid tender, Guid lot, CancellationToken cancel) =>
        ShowAsync(tender, () => Task.FromResult(Found(lot)), cancel);

    public async Task<IActionResult> OnPostAsync(Guid tender, Guid lot, CancellationToken cancel) =>
        await LoadAsync(tender, cancel) && Found(lot)
            ? await DoAsync(new EndLotUnsuccessful(tender, lot, Reason ?? ""), "The lot has ended without award")
            : NotFound();

    private bool Found(Guid lot)
    {
        if (Tender.Lots.FirstOrDefault(l => l.LotId == lot && l.Status == LotStatus.Open) is not { } open)
            return false;
        Lot = open;
        return true;
    }
}
