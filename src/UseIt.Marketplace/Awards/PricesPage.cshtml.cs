using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>The opened prices of a lot, line by line, for who may see prices: evaluators without conflict and who decides.</summary>
[ForRoles("the buyer's author, approvers and evaluators", Roles.Author, Roles.Approver, Roles.Evaluator)]
public sealed class PricesPage(Actors actors, ReadBids read, IDocumentStore store, BidderNames bidderNames) : PageModel
{
    private NamedBidders names = NamedBidders.None;
    private Evaluation evaluation = Awards.Evaluation.Empty;

    public Guid EvaluationId { get; private set; }
    public string Title { get; private set; } = "";
    public PriceBasis Basis { get; private set; }
    public IReadOnlyList<BidToScore> Bids { get; private set; } = [];

    public string NameOf(BidToScore bid) => names.InFull(evaluation.Bidders.Single(b => b.BidId == bid.BidId));

    public async Task<IActionResult> OnGetAsync(Guid evaluation, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        this.evaluation = (await store.FetchAsync<Evaluation>(evaluation, cancel)).State;
        if (!this.evaluation.QualityConcluded || await read.AsAsync(actor, evaluation, cancel) is not { IsKnown: true, Value: var bids })
            return NotFound();
        var procurement = (await store.FetchAsync<Procurement>(this.evaluation.TenderId, cancel)).State;
        names = await bidderNames.OfAsync([.. this.evaluation.Bidders], [], cancel);
        (EvaluationId, Title, Basis) = (evaluation, procurement.TitleOf(this.evaluation.LotId), procurement.Basis);
        Bids = [.. bids.Where(b => b.Prices.Count > 0)];
        return Page();
    }
}
