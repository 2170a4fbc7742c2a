using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>What bidders for a lot were asked, their answers side by side, and the form that asks.</summary>
[ForRoles("the buyer's author, approvers and evaluators", Roles.Author, Roles.Approver, Roles.Evaluator)]
public sealed class AskBiddersPage(
    Actors actors,
    Acting acting,
    ReadClarifications clarifications,
    OpenedBids opened,
    IDocumentStore store,
    BidderNames bidderNames
) : PageModel
{
    // Signing takes about so long.
    private const int SoonDays = 30;

    private Evaluation evaluated = Evaluation.Empty;
    private NamedBidders names = NamedBidders.None;

    public Guid EvaluationId { get; private set; }
    public string Title { get; private set; } = "";
    public DateTimeOffset Now { get; private set; }
    public bool MayAsk { get; private set; }
    public IReadOnlyList<ClarificationShown> Asked { get; private set; } = [];

    /// <summary>The winner's proof that has run out since the bid, or is about to, before anything is signed.</summary>
    public IReadOnlyList<SharedItem> RunOut { get; private set; } = [];
    public bool Renews { get; private set; }

    private Guid winner;

    public IReadOnlyList<Choice> BidChoices => [.. evaluated.Standing.Select(b => new Choice(b.BidId.ToString(), names.Of(b)))];

    /// <summary>Comes with the form, so that sending it twice asks once.</summary>
    [BindProperty]
    public Guid ClarificationId { get; set; }

    [BindProperty]
    public string? Question { get; set; }

    [BindProperty]
    public Guid[] Bids { get; set; } = [];

    [BindProperty]
    public string? OthersNotAskedBecause { get; set; }

    [BindProperty]
    public DateOnly? Day { get; set; }

    [BindProperty]
    public string? Time { get; set; }

    public string NameOf(Guid bid) => evaluated.Bidders.FirstOrDefault(b => b.BidId == bid) is { } bidder ? names.Of(bidder) : "A bidder";

    public async Task<IActionResult> OnGetAsync(Guid evaluation, CancellationToken cancel)
    {
        if (!await LoadAsync(evaluation, cancel))
            return NotFound();
        (ClarificationId, Time) = (Guid.CreateVersion7(), "5pm");
        if (Renews)
            Question = $"Please send the current version of: {string.Join("; ", RunOut.Select(i => i.Said()))}";
        Bids = [.. evaluated.Standing.Select(b => b.BidId)];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid evaluation, CancellationToken cancel)
    {
        if (!await LoadAsync(evaluation, cancel) || !MayAsk)
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (Day is not { } day)
            return this.Refused(new Refusal("answer-by-wrong", nameof(Day), "Enter the day by which they must answer"));
        var by = Typed.Moment(day, Time, nameof(Time));
        if (!by.IsKnown)
            return this.Refused(by.Refusal);
        var command = new AskBidders(
            evaluation,
            ClarificationId == Guid.Empty ? Guid.CreateVersion7() : ClarificationId,
            Question ?? "",
            Renews ? [winner] : Bids,
            by.Value,
            string.IsNullOrWhiteSpace(OthersNotAskedBecause) ? null : OthersNotAskedBecause,
            Renews
        );
        if (await acting.TryAsync(this, command, field => field == "answerBy" ? nameof(Day) : field) is { } refused)
            return refused;
        this.Announce("Everybody in the bids you asked is told");
        return Redirect($"/evaluations/{evaluation}/questions");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await clarifications.OfEvaluationAsync(id, actor, cancel) is not { } asked)
            return false;
        evaluated = (await store.FetchAsync<Evaluation>(id, cancel)).State;
        names = await bidderNames.OfAsync([.. evaluated.Bidders], [], cancel);
        Title = (await store.FetchAsync<Procurement>(evaluated.TenderId, cancel)).State.TitleOf(evaluated.LotId);
        (EvaluationId, Asked, Now) = (id, asked, await store.ClockAsync(cancel));
        var award = (await store.FetchAsync<Award>(Award.IdOf(id), cancel)).State;
        if (actor.ActsFor(evaluated.BuyerId, Roles.Author) && AskBiddersHandler.IsBeforeSignature(award))
        {
            var soon = UkTime.DayOf(Now).AddDays(SoonDays);
            winner = award.BidId;
            RunOut =
            [
                .. (await opened.ReadAsync(evaluated.TenderId, evaluated.LotId, actor, "renew proof", cancel))
                    .Where(b => b.BidId == winner)
                    .SelectMany(b => b.Answers)
                    .SelectMany(a => a.Shared ?? [])
                    .Where(i => i.Until <= soon)
                    .DistinctBy(i => i.ItemId),
            ];
            Renews = RunOut.Count > 0;
        }
        MayAsk =
            Renews || ((actor.ActsFor(evaluated.BuyerId, Roles.Author) || evaluated.Evaluators.ContainsKey(actor.Person)) && award.IsOpen);
        return true;
    }
}
