using System.Globalization;
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

/// <summary>One bid on one criterion: the answer, and a score with its reason, alone at first and then together.</summary>
[ForRoles("the buyer's author, approvers and evaluators", Roles.Author, Roles.Approver, Roles.Evaluator)]
public sealed class ScorePage(Actors actors, Acting acting, ReadBids bids, IDocumentStore store, BidderNames bidderNames) : PageModel
{
    private IReadOnlyList<Guid> panel = [];

    public EvaluationShown Shown { get; private set; } = null!;
    public Criterion About { get; private set; } = null!;
    public string Bidder { get; private set; } = "";

    /// <summary>The tender, and its lot where there are several.</summary>
    public string Lot { get; private set; } = "";
    public Guid Person { get; private set; }
    public bool MayScore { get; private set; }
    public bool MayAgree { get; private set; }
    public IReadOnlyList<AnswerToScore> Answers { get; private set; } = [];
    public ILookup<Guid, OpenedFile> Files { get; private set; } = Enumerable.Empty<OpenedFile>().ToLookup(f => f.RequirementId);
    public IReadOnlyList<ScoreShown> Scores { get; private set; } = [];

    [BindProperty]
    public decimal? Score { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string Number(decimal value) => value.ToString("0.####", CultureInfo.InvariantCulture);

    public async Task<IActionResult> OnGetAsync(Guid evaluation, Guid bid, Guid criterion, CancellationToken cancel)
    {
        if (!await LoadAsync(evaluation, bid, criterion, cancel))
            return NotFound();
        var standing = Scores.FirstOrDefault(s => s.Evaluator == (MayScore ? Person : null));
        (Score, Reason) = (standing?.Score, standing?.Reason);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid evaluation, Guid bid, Guid criterion, CancellationToken cancel)
    {
        if (!await LoadAsync(evaluation, bid, criterion, cancel))
            return NotFound();
        // An empty score is no score in the scale, which is what the refusal says.
        ICommand command = MayAgree
            ? new ReachConsensus(evaluation, bid, criterion, Score ?? -1, Reason ?? "", panel)
            : new ScoreBid(evaluation, bid, criterion, Score ?? -1, Reason ?? "");
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(MayAgree ? "The agreed score is saved" : "Your score is saved");
        return Redirect($"/evaluations/{evaluation}");
    }

    private async Task<bool> LoadAsync(Guid id, Guid bid, Guid criterion, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var stream = await store.FetchAsync<Evaluation>(id, cancel);
        if (!stream.Exists || EvaluationShown.To(actor, id, stream.Version, stream.State) is not { } shown)
            return false;
        var evaluation = stream.State;
        if (
            evaluation.Standing.FirstOrDefault(b => b.BidId == bid) is not { } bidder
            || evaluation.Scored.FirstOrDefault(c => c.CriterionId == criterion) is not { } about
        )
            return false;
        // No declaration, or a conflict: the bids are not there for this reader.
        if (await bids.AsAsync(actor, id, cancel) is not { IsKnown: true } read)
            return false;
        (Shown, About, Person, panel) = (shown, about, actor.Person, evaluation.Panel);
        Bidder = (await bidderNames.OfAsync([bidder], [], cancel)).Of(bidder);
        Lot = (await store.FetchAsync<Procurement>(evaluation.TenderId, cancel)).State.TitleOf(evaluation.LotId);
        var theirs = read.Value.Single(b => b.BidId == bid);
        Answers = [.. theirs.Answers.Where(a => a.CriterionId == criterion)];
        Files = theirs.Files.ToLookup(f => f.RequirementId);
        Scores = [.. shown.Consensus.Concat(shown.Scores).Where(s => s.BidId == bid && s.CriterionId == criterion)];
        MayScore =
            evaluation.Evaluators.GetValueOrDefault(actor.Person) is { MaySeeBids: true, Submitted: false } && !evaluation.QualityConcluded;
        MayAgree =
            !MayScore
            && evaluation.AllSubmitted
            && !evaluation.QualityConcluded
            && (actor.ActsFor(evaluation.BuyerId, Roles.Author) || evaluation.Evaluators.ContainsKey(actor.Person));
        return true;
    }
}
