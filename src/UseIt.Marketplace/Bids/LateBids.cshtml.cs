using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>Bids that came after the deadline, for the buyer's officers: when, never whose.</summary>
[ForRoles("a buyer's author or approver", Roles.Author, Roles.Approver)]
public sealed class LateBidsPage(Actors actors, Acting acting, IDocumentStore store, NpgsqlDataSource database, BidTenders bids) : PageModel
{
    public Guid TenderId { get; private set; }
    public string Title { get; private set; } = "";
    public bool OfficersDecide { get; private set; }
    public bool MayAdmit { get; private set; }
    public IReadOnlyList<LateBid> Late { get; private set; } = [];

    [BindProperty]
    public Guid BidId { get; set; }

    [BindProperty]
    public string? Grounds { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) =>
        await LoadAsync(tender, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostProposeAsync(Guid tender, CancellationToken cancel) =>
        DoAsync(
            tender,
            new ProposeLateAdmission(tender, BidId, Grounds ?? ""),
            "The admission is proposed. An approver other than you admits it",
            cancel
        );

    public Task<IActionResult> OnPostAdmitAsync(Guid tender, CancellationToken cancel) =>
        DoAsync(tender, new AdmitLateBid(tender, BidId), "The late bid is admitted", cancel);

    private async Task<IActionResult> DoAsync(Guid tender, ICommand command, string done, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect($"/buyer/tenders/{tender}/late-bids");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var tender = (await store.FetchAsync<TenderForBids>(id, cancel)).State;
        if (!actor.ActsFor(tender.BuyerId) || !tender.Closed)
            return false;
        (TenderId, Title, OfficersDecide, MayAdmit) = (id, tender.Title, tender.Late == LateRule.OfficerDecides, actor.Has(Roles.Approver));
        Late = await LateBids.OfAsync(store, database, bids, id, cancel);
        return true;
    }
}
