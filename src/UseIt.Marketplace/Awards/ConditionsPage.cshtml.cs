using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>One bid against the conditions of its lot: what it says, what it attached, and what is decided.</summary>
[ForRoles("the buyer's author, approvers and evaluators", Roles.Author, Roles.Approver, Roles.Evaluator)]
public sealed class ConditionsPage(Actors actors, Acting acting, ReadBids bids, IDocumentStore store, BidderNames bidderNames) : PageModel
{
    public static readonly Refusal NotDecided = new("condition-not-decided", "met", "Choose whether the bid meets it");

    private Evaluation evaluated = Awards.Evaluation.Empty;
    private BidToScore read = null!;
    private bool decides;

    public Guid Evaluation { get; private set; }
    public string Bidder { get; private set; } = "";

    /// <summary>The tender, and its lot where there are several.</summary>
    public string Lot { get; private set; } = "";
    public IReadOnlyList<Requirement> Asked { get; private set; } = [];

    [BindProperty]
    public Guid RequirementId { get; set; }

    [BindProperty]
    public string? Met { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public ConditionDecision? DecisionOn(Guid requirement) =>
        evaluated.Decisions.GetValueOrDefault(new ConditionKey(read.BidId, requirement));

    public bool MayDecide(ConditionDecision? decided) => decides && (decided is null || evaluated.Evaluators.Values.All(e => !e.Submitted));

    public (AnswerToScore Answer, IEnumerable<OpenedFile> Files) AnswerTo(Requirement asked) =>
        (
            read.Answers.FirstOrDefault(a => a.RequirementId == asked.RequirementId)
                ?? new AnswerToScore(
                    asked.RequirementId,
                    asked.Kind,
                    asked.Title,
                    asked.Text,
                    null,
                    read.LeadId,
                    "Not answered",
                    null,
                    null,
                    null
                ),
            read.Files.Where(f => f.RequirementId == asked.RequirementId)
        );

    public async Task<IActionResult> OnGetAsync(Guid evaluation, Guid bid, CancellationToken cancel) =>
        await LoadAsync(evaluation, bid, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid evaluation, Guid bid, CancellationToken cancel)
    {
        if (!await LoadAsync(evaluation, bid, cancel))
            return NotFound();
        if (!bool.TryParse(Met, out var met))
            return this.Refused([
                NotDecided,
                .. string.IsNullOrWhiteSpace(Reason) ? [Evaluating.ReasonForConditionMissing] : (Refusal[])[],
            ]);
        if (await acting.TryAsync(this, new DecideCondition(evaluation, bid, RequirementId, met, Reason ?? "")) is { } refused)
            return refused;
        this.Announce("The decision is saved");
        return Redirect($"/evaluations/{evaluation}/bids/{bid}/conditions");
    }

    private async Task<bool> LoadAsync(Guid id, Guid bid, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        evaluated = (await store.FetchAsync<Evaluation>(id, cancel)).State;
        if (evaluated.Standing.FirstOrDefault(b => b.BidId == bid) is not { } bidder)
            return false;
        // No declaration, or a conflict: the bids are not there for this reader.
        if (await bids.AsAsync(actor, id, cancel) is not { IsKnown: true } known)
            return false;
        read = known.Value.Single(b => b.BidId == bid);
        var procurement = (await store.FetchAsync<Procurement>(evaluated.TenderId, cancel)).State;
        (Evaluation, Lot, Asked) = (id, procurement.TitleOf(evaluated.LotId), Conditions.Of(procurement, evaluated.LotId).Asked);
        Bidder = (await bidderNames.OfAsync([bidder], [], cancel)).Of(bidder);
        decides =
            !evaluated.QualityConcluded
            && (actor.ActsFor(evaluated.BuyerId, Roles.Author) || evaluated.Evaluators.ContainsKey(actor.Person));
        return true;
    }
}
