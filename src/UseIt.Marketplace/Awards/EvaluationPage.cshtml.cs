using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Scoring a lot: declare, score alone, agree, conclude, propose. What is shown follows <see cref="EvaluationShown"/>.</summary>
[ForRoles("the buyer's author, approvers and evaluators", Roles.Author, Roles.Approver, Roles.Evaluator)]
public sealed class EvaluationPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    BidderNames bidderNames,
    Memberships memberships,
    Colleagues colleagues,
    BidPeople people,
    Vault vault
) : PageModel
{
    public static readonly Refusal NotDecided = new("conflict-not-decided", "mayEvaluate", "Choose whether they may evaluate");

    private Conditions conditions = new([]);
    private Evaluation evaluation = Evaluation.Empty;

    public EvaluationShown Shown { get; private set; } = null!;
    public NamedBidders Names { get; private set; } = NamedBidders.None;

    /// <summary>What is evaluated: the tender, and its lot where there are several.</summary>
    public string Title { get; private set; } = "";
    public Guid Person { get; private set; }
    public bool IsEvaluator { get; private set; }
    public bool HasDeclared { get; private set; }
    public bool MayScore { get; private set; }
    public bool MayAgree { get; private set; }
    public bool MayDecide { get; private set; }
    public bool MayConfirm { get; private set; }
    public bool MayConclude { get; private set; }
    public bool MayPropose { get; private set; }
    public Guid? AwardId { get; private set; }

    /// <summary>How many questions bidders were asked, for who may read the answers.</summary>
    public string? Asked { get; private set; }

    /// <summary>Behind how many bids somebody still lacks a check, for who records them.</summary>
    public int? ChecksLacking { get; private set; }

    /// <summary>Members of bids who have left or cannot be contracted with, in a sentence each, for who runs the procurement.</summary>
    public IReadOnlyList<string> Left { get; private set; } = [];

    /// <summary>
    /// An evaluator with a tie to a bidder, about whom somebody else decides; the words of the declaration are for that person alone.
    /// </summary>
    public sealed record Conflict(Guid Evaluator, string Name, string With, string? Details, bool? MayEvaluate);

    public IReadOnlyList<Conflict> Conflicts { get; private set; } = [];

    /// <summary>Colleagues who could be appointed.</summary>
    public IReadOnlyList<Choice> Candidates { get; private set; } = [];

    /// <summary>The evaluators by name, for whoever runs the procurement.</summary>
    public IReadOnlyList<(string Name, EvaluatorShown Standing)> Panel { get; private set; } = [];
    public IReadOnlyList<Bidder> Bids { get; private set; } = [];
    public IEnumerable<Criterion> Scored => evaluation.Scored;
    public IReadOnlyList<(Guid Id, string Name)> BidderOrganisations =>
        [.. evaluation.BidderOrganisations.Select(o => (o, Names.Of(o))).OrderBy(o => o.Item2, StringComparer.Ordinal)];

    [BindProperty(SupportsGet = true)]
    public ListFormat? As { get; set; }

    [BindProperty]
    public Guid[] With { get; set; } = [];

    [BindProperty]
    public string? Details { get; set; }

    [BindProperty]
    public Guid? Evaluator { get; set; }

    [BindProperty]
    public string? MayEvaluate { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public string Number(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    public string NameOf(Guid bid) => Names.InFull(Shown.Bidders.Single(b => b.BidId == bid));

    public Money? PriceOf(Guid bid) => Shown.Prices?.FirstOrDefault(p => p.BidId == bid)?.Price;

    /// <summary>Whether the lot asks for anything that a bid must meet.</summary>
    public bool HasConditions => conditions.Asked.Count > 0;

    public bool IsUnfit(Guid bid) => evaluation.Unfit.Contains(bid);

    /// <summary>How far the decisions about a bid's conditions are.</summary>
    public (string Status, string? Colour) ConditionsOf(Guid bid)
    {
        var decided = Shown.Conditions.Where(c => c.BidId == bid).ToArray();
        return decided.Any(c => !c.Met) ? ("Not met", "red")
            : decided.Length >= conditions.Asked.Count ? ("Met", "green")
            : MayDecide ? ($"{decided.Length} of {conditions.Asked.Count} decided", "blue")
            : ("Waiting", null);
    }

    /// <summary>What is still to do for one bid and criterion, for this reader.</summary>
    public (string Status, string? Colour) StatusOf(Guid bid, Guid criterion) =>
        IsUnfit(bid) ? ("Not scored", null)
        : Shown.Consensus.FirstOrDefault(s => s.BidId == bid && s.CriterionId == criterion) is { } agreed
            ? ($"Agreed: {Number(agreed.Score)}", "green")
        : MayAgree ? ("To be agreed", "blue")
        : Shown.Scores.FirstOrDefault(s => s.Evaluator == Person && s.BidId == bid && s.CriterionId == criterion) is { } own
            ? ($"You gave {Number(own.Score)}", "green")
        : MayScore ? ("To be scored", "blue")
        : ("Waiting", null);

    public async Task<IActionResult> OnGetAsync(Guid evaluation, CancellationToken cancel)
    {
        if (!ModelState.IsValid)
            return Redirect($"/evaluations/{evaluation}");
        if (!await LoadAsync(evaluation, cancel))
            return NotFound();
        // What this reader may not see on the page is not in the file either.
        return As is { } format
            ? this.ListAs(
                format,
                "bids",
                [.. Shown.Bidders.OrderBy(b => RankOf(b)?.Rank ?? int.MaxValue).ThenBy(b => b.BidId)],
                ("Bidder", b => Names.Of(b)),
                ("Everybody behind it", b => b.Members.Prepend(b.LeadId).Distinct().Select(Names.Of)),
                ("Place", b => RankOf(b)?.Rank),
                ("Quality", b => RankOf(b)?.Quality),
                ("Social value", b => RankOf(b)?.SocialValue),
                (
                    Shown.Basis == PriceBasis.Gross ? "Price with VAT" : "Price without VAT",
                    b => Shown.Prices?.FirstOrDefault(p => p.BidId == b.BidId)?.Price
                ),
                ("Marks for price", b => RankOf(b)?.Price),
                ("Total", b => RankOf(b)?.Total),
                ("Left out because", b => Shown.ClosedBecause is null ? this.evaluation.LeftOut.GetValueOrDefault(b.BidId) : null)
            )
            : Page();
    }

    private RankedBid? RankOf(Bidder bidder) => Shown.Ranking?.FirstOrDefault(r => r.BidId == bidder.BidId);

    public Task<IActionResult> OnPostDeclareAsync(Guid evaluation, CancellationToken cancel) =>
        DoAsync(evaluation, new DeclareInterests(evaluation, With.Length > 0, With, Details), "Your declaration is recorded", cancel);

    public Task<IActionResult> OnPostAppointAsync(Guid evaluation, CancellationToken cancel) =>
        DoAsync(
            evaluation,
            new AppointEvaluator(evaluation, Evaluator ?? Guid.Empty),
            "The evaluator is appointed. They declare their interests before they see a bid",
            cancel
        );

    public async Task<IActionResult> OnPostDecideAsync(Guid evaluation, CancellationToken cancel)
    {
        if (bool.TryParse(MayEvaluate, out var may))
            return await DoAsync(
                evaluation,
                new DecideConflict(evaluation, Evaluator ?? Guid.Empty, may, Reason ?? ""),
                "The decision about the conflict is recorded",
                cancel
            );
        return await LoadAsync(evaluation, cancel) ? this.Refused(NotDecided) : NotFound();
    }

    public Task<IActionResult> OnPostSubmitAsync(Guid evaluation, CancellationToken cancel) =>
        DoAsync(evaluation, new SubmitScores(evaluation), "Your scores are submitted", cancel);

    public Task<IActionResult> OnPostConfirmAsync(Guid evaluation, CancellationToken cancel) =>
        DoAsync(evaluation, new ConfirmConsensus(evaluation), "You have confirmed the agreed scores", cancel);

    public Task<IActionResult> OnPostConcludeAsync(Guid evaluation, CancellationToken cancel) =>
        DoAsync(evaluation, new ConcludeQuality(evaluation), "Quality is concluded. Prices can be opened", cancel);

    public async Task<IActionResult> OnPostProposeAsync(Guid evaluation, CancellationToken cancel)
    {
        var command = new ProposeAward(evaluation, Reason ?? "");
        var result = await DoAsync(evaluation, command, "The award is proposed. An approver decides next", cancel);
        return result is RedirectResult ? Redirect($"/awards/{command.AwardId}") : result;
    }

    private async Task LoadPanelAsync(Guid id, Actor actor, bool author, CancellationToken cancel)
    {
        var members = (await memberships.InAsync(evaluation.BuyerId, cancel))
            .Where(m => m.Roles.Contains(Roles.Evaluator))
            .Select(m => m.Person)
            .ToArray();
        var people = await colleagues.NamesAsync([.. members.Union(evaluation.Evaluators.Keys)], cancel);
        Panel = [.. Shown.Evaluators.Select(e => (people[e.Person], e)).OrderBy(e => e.Item1, StringComparer.Ordinal)];
        if (author && !evaluation.QualityConcluded && !evaluation.AllSubmitted)
            Candidates =
            [
                .. members
                    .Where(m => !evaluation.Evaluators.ContainsKey(m))
                    .Select(m => new Choice(m.ToString(), people[m]))
                    .OrderBy(c => c.Label, StringComparer.Ordinal),
            ];
        // Afterwards only about a tie to somebody who joined a bid later.
        if (
            evaluation.QualityConcluded && !evaluation.Evaluators.Any(e => e.Value.AwaitsDecision)
            || evaluation.Evaluators.All(e => !e.Value.HasConflict || e.Key == actor.Person)
        )
            return;
        var declared = (await store.ReadStreamAsync(id, cancel: cancel))
            .Select(e => e.Data)
            .OfType<InterestsDeclared>()
            .ToLookup(d => d.Evaluator, d => d.Details);
        var conflicts = new List<Conflict>();
        foreach (var (evaluator, standing) in evaluation.Evaluators.Where(e => e.Value.HasConflict && e.Key != actor.Person))
        {
            var details = await vault.RevealAsync([.. declared[evaluator].OfType<Protected>()], cancel);
            conflicts.Add(
                new Conflict(
                    evaluator,
                    people[evaluator],
                    string.Join(", ", standing.Conflicts.Select(Names.Of).Order(StringComparer.Ordinal)),
                    details.LastOrDefault(),
                    standing.MayEvaluate
                )
            );
        }
        Conflicts = conflicts;
    }

    private async Task<IActionResult> DoAsync(Guid id, ICommand command, string done, CancellationToken cancel)
    {
        if (!await LoadAsync(id, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect($"/evaluations/{id}");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var stream = await store.FetchAsync<Evaluation>(id, cancel);
        if (!stream.Exists || EvaluationShown.To(actor, id, stream.Version, stream.State) is not { } shown)
            return false;
        (Shown, evaluation, Person) = (shown, stream.State, actor.Person);
        Names = await bidderNames.OfAsync([.. evaluation.Bidders], [], cancel);
        var procurement = (await store.FetchAsync<Procurement>(evaluation.TenderId, cancel)).State;
        (Title, conditions) = (procurement.TitleOf(evaluation.LotId), Conditions.Of(procurement, evaluation.LotId));
        var standing = evaluation.Evaluators.GetValueOrDefault(actor.Person);
        IsEvaluator = standing is not null;
        HasDeclared = standing is { Declared: true };
        var author = actor.ActsFor(evaluation.BuyerId, Roles.Author);
        var open = standing is null || standing.MaySeeBids;
        MayScore = standing is { MaySeeBids: true, Submitted: false } && !evaluation.QualityConcluded;
        MayAgree = open && (author || IsEvaluator) && evaluation.AllSubmitted && !evaluation.QualityConcluded;
        var agreed = evaluation.AllSubmitted && !evaluation.QualityConcluded && evaluation.ToScore.All(evaluation.Consensus.ContainsKey);
        MayDecide = open && (author || IsEvaluator) && !evaluation.QualityConcluded;
        MayConfirm = standing is { MaySeeBids: true } && agreed && !evaluation.Confirmed.Contains(actor.Person);
        MayConclude = open && author && agreed && !evaluation.Unconfirmed.Any() && conditions.UndecidedIn(evaluation) == 0;
        var award = (await store.FetchAsync<Award>(Award.IdOf(id), cancel)).State;
        MayPropose = open && author && award.IsOpen && evaluation.Ranked is not null;
        AwardId = award.Stage == AwardStage.None ? null : Award.IdOf(id);
        if (open)
        {
            Bids = [.. evaluation.Standing];
            var asked = (await store.FetchAsync<Clarifications>(Clarifications.IdOf(id), cancel)).State.All.Count;
            Asked =
                asked == 0 ? "Nothing yet"
                : asked == 1 ? "1 question"
                : $"{asked} questions";
        }
        if (author || actor.ActsFor(evaluation.BuyerId, Roles.Approver))
        {
            var checks = (await store.FetchAsync<BidderChecks>(BidderChecks.IdOf(evaluation.TenderId), cancel)).State;
            ChecksLacking = evaluation.Standing.Count(b => !checks.IsComplete(b));
            Left =
            [
                .. (await people.OfTenderAsync(evaluation.TenderId, actor, cancel) ?? [])
                    .Where(b => evaluation.Standing.Any(s => s.BidId == b.BidId))
                    .SelectMany(b => b.Changes.Where(c => c.IsOpen).Select(c => $"{c.Name} {c.Why}")),
            ];
        }
        if (author || actor.ActsFor(evaluation.BuyerId, Roles.Approver))
            await LoadPanelAsync(id, actor, author, cancel);
        return true;
    }
}
