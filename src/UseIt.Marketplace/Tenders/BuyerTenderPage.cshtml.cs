using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>A tender for its buyer's own people: what it still lacks, and what waits for whom.</summary>
[ForRoles("the buyer", Roles.Author, Roles.Approver, Roles.Evaluator, Roles.Opener, Roles.ContractManager)]
public sealed class BuyerTenderPage(
    TenderReader tenders,
    QuestionsForBuyer questions,
    ReadYourWrite readYourWrite,
    Actors actors,
    Acting acting,
    IDocumentStore store,
    NpgsqlDataSource database,
    EvaluationView evaluations,
    AwardView awards,
    ContractView contracts
) : PageModel
{
    /// <summary>One thing a draft needs; the sentence says what is missing, null when nothing is.</summary>
    public sealed record TaskToDo(string Label, string? Href, string? Missing, bool Optional = false);

    /// <summary>A lot after the opening, and where its work goes on.</summary>
    public sealed record LotAfter(LotSheet Lot, EvaluationRow? Evaluation, AwardRow? Award, ContractRow? Contract);

    private static readonly (string Label, string Page, string[] Fields)[] Needs =
    [
        ("What the tender is for", "description", ["description"]),
        ("Lots", "lots", ["lots"]),
        ("Award criteria", "criteria", ["criteria"]),
        ("What bids must answer", "requirements", ["requirements"]),
        ("Deadline and questions", "deadline", ["deadline", "questionsUntil"]),
        ("Who opens the bids", "openers", ["openers"]),
    ];

    private Actor actor = Actor.Anonymous;

    public TenderSheet Tender { get; private set; } = null!;
    public BuyerTender Buyer { get; private set; } = null!;
    public DateTimeOffset Now { get; private set; }
    public IReadOnlyList<TaskToDo> Tasks { get; private set; } = [];
    public bool IsReady { get; private set; }
    public IReadOnlyList<LotAfter> Lots { get; private set; } = [];
    public IReadOnlyList<BuyerQuestion> Waiting { get; private set; } = [];

    [BindProperty]
    public Guid QuestionId { get; set; }

    [BindProperty]
    public string? PublishedQuestion { get; set; }

    [BindProperty]
    public string? Answer { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public DateTimeOffset To { get; set; }

    [BindProperty]
    public BidPart Part { get; set; }

    public bool MayWrite => actor.Has(Roles.Author);
    public bool MayApprove => actor.Has(Roles.Approver);
    public bool MayEvaluate => actor.Has(Roles.Author) || actor.Has(Roles.Approver) || actor.Has(Roles.Evaluator);
    public bool MaySeeAwards => actor.Has(Roles.Author) || actor.Has(Roles.Approver) || actor.Has(Roles.ContractManager);
    public bool IsOpen => Tender.Stage == TenderStage.Published && Now <= Tender.Deadline;
    public ExtensionProposal? Proposal => Tender.Stage == TenderStage.Published ? Buyer.Extension : null;
    public bool MayApproveExtension => Proposal is { } proposal && proposal.By != actor.Person && actor.Has(Roles.Approver);
    public BidPart? NextPart =>
        Tender.Stage != TenderStage.Closed ? null
        : !Buyer.Opened.Contains(BidPart.Quality) ? BidPart.Quality
        : !Buyer.Opened.Contains(BidPart.Price) ? BidPart.Price
        : null;
    public int Requested => Buyer.Opening.Count(o => o.Part == NextPart && o.Refused is null);
    public bool MayOpen =>
        Buyer.Openers.Contains(actor.Person)
        && !Buyer.Opening.Any(o => o.Part == NextPart && o.Refused is null && o.Opener == actor.Person);

    public string Stage =>
        Tender.Stage switch
        {
            TenderStage.NoticePrepared => "Notice prepared",
            TenderStage.NoticeSubmitted => "Waits for Find a Tender",
            TenderStage.Closed when Buyer.Opened.Contains(BidPart.Quality) => "Opened",
            var stage => stage.ToString(),
        };

    public static string StageOf(BuyerTender tender) =>
        tender.Stage switch
        {
            TenderStage.NoticePrepared => "Notice prepared",
            TenderStage.NoticeSubmitted => "Waits for Find a Tender",
            TenderStage.Published => "Open",
            TenderStage.Closed when tender.LotsAwarded.Count > 0 => "Awarded",
            TenderStage.Closed when tender.LotsDecided.Count > 0 => "Award decided",
            TenderStage.Closed => tender.Opened.Count == 0 ? "Closed"
            : tender.Opened.Contains(BidPart.Price) ? "Prices opened"
            : "Bids opened",
            var stage => stage.ToString(),
        };

    public static string StageOf(EvaluationRow evaluation) =>
        evaluation.Stage switch
        {
            "scoring" => evaluation.Evaluators.Count == 0
                ? "nobody is appointed to score them"
                : $"{evaluation.Submitted.Count} of {evaluation.Evaluators.Count} evaluators have submitted",
            "qualityConcluded" => "quality is concluded",
            "pricesAssessed" => "prices are assessed",
            _ => "ranked",
        };

    public static string StageOf(AwardRow award) =>
        award.Stage switch
        {
            "proposed" => "waits for approval",
            "rejected" => "sent back",
            "approved" => "approved, bidders wait to be told",
            "summariesSent" => "bidders are told",
            "noticePublished" => "published",
            "standstill" => $"standstill until the end of {UkTime.Display(award.StandstillLastDay!.Value)}",
            "suspended" => "suspended",
            "standstillOver" => "standstill is over",
            "confirmed" => "confirmed",
            _ => "cancelled",
        };

    public static string StageOf(ContractRow contract) =>
        contract.Stage switch
        {
            "prepared" => $"{contract.SignedBy.Count} of {contract.Parties.Count} have signed",
            "signed" => "Signed",
            _ => "Ended",
        };

    public async Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) =>
        await LoadAsync(tender, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostAnswerAsync(Guid tender, CancellationToken cancel) =>
        DoAsync(
            tender,
            new AnswerQuestion(tender, QuestionId, PublishedQuestion ?? "", Answer ?? ""),
            "The answer is published to everybody",
            cancel
        );

    public Task<IActionResult> OnPostDeclineAsync(Guid tender, CancellationToken cancel) =>
        DoAsync(
            tender,
            new DeclineQuestion(tender, QuestionId, Reason ?? ""),
            "The question is declined. The asker reads the reason",
            cancel
        );

    public Task<IActionResult> OnPostAskForApprovalAsync(Guid tender, CancellationToken cancel) =>
        DoAsync(tender, new AskForApproval(tender), "Those who may publish it have been told", cancel);

    public Task<IActionResult> OnPostExtendAsync(Guid tender, CancellationToken cancel) =>
        DoAsync(tender, new ExtendDeadline(tender, To), "The deadline has moved for everybody", cancel);

    // Whoever has not signed in just now does so first, and comes back.
    public async Task<IActionResult> OnPostOpenAsync(Guid tender, CancellationToken cancel) =>
        (await actors.OfAsync(HttpContext, cancel)).ProvenSince <= RequestOpeningHandler.ProofHolds
            ? await DoAsync(tender, new RequestOpening(tender, Part), "Your request to open is recorded", cancel)
            : Redirect($"/sign-in?again=true&returnUrl={Uri.EscapeDataString($"/buyer/tenders/{tender}")}");

    private async Task<IActionResult> DoAsync(Guid tender, ICommand command, string done, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect($"/buyer/tenders/{tender}");
    }

    private async Task LotsAsync(CancellationToken cancel)
    {
        foreach (var view in new TableView[] { evaluations, awards, contracts })
            await readYourWrite.WaitAsync(HttpContext, view);
        var evaluated = await evaluations.FindAsync(
            database,
            Tender.Lots.Select(l => EvaluationRow.IdOf(Tender.TenderId, l.LotId)),
            cancel
        );
        var awarded = await awards.FindAsync(database, evaluated.Values.Select(e => e.AwardId).OfType<Guid>(), cancel);
        var contracted = await contracts.FindAsync(database, awarded.Keys.Select(ContractRow.IdOf), cancel);
        Lots =
        [
            .. Tender.Lots.Select(l =>
            {
                var evaluation = evaluated.GetValueOrDefault(EvaluationRow.IdOf(Tender.TenderId, l.LotId));
                var award = evaluation?.AwardId is { } id ? awarded.GetValueOrDefault(id) : null;
                return new LotAfter(
                    l,
                    evaluation,
                    award,
                    award is null ? null : contracted.GetValueOrDefault(ContractRow.IdOf(award.AwardId))
                );
            }),
        ];
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        actor = await actors.OfAsync(HttpContext, cancel);
        if (await tenders.OfBuyerAsync(HttpContext, id, actor.Organisation, cancel) is not { } found)
            return false;
        (Tender, Buyer) = found;
        Now = await store.ClockAsync(cancel);
        var missing = Readiness.Of((await store.FetchAsync<Tender>(id, cancel)).State, Now);
        var said = (await store.FetchAsync<SaidToMarket>(MarketStatementRow.EngagementOf(Tender.BuyerId), cancel)).State;
        var undecided = !Tender.IsPublic && said.IsUndecided(id);
        IsReady = missing.Count == 0 && !undecided;
        var at = $"/buyer/tenders/{id}";
        Tasks =
        [
            .. Needs.Select(n => new TaskToDo(
                n.Label,
                MayWrite || (MayApprove && n.Page == "openers") ? $"{at}/{n.Page}" : null,
                n.Page == "requirements" && Tender.Lots.Count == 0
                    ? "Add a lot first"
                    : missing.FirstOrDefault(m => n.Fields.Contains(m.Field))?.Sentence
            )),
            new TaskToDo("Documents", MayWrite ? $"{at}/documents" : null, null, Optional: true),
        ];
        if (said.Any)
            Tasks =
            [
                .. Tasks,
                new TaskToDo(
                    "What was said to the market",
                    MayWrite ? $"{at}/market-engagement" : null,
                    undecided ? SaidToMarket.Undecided.Sentence : null
                ),
            ];
        if (Tender.Stage == TenderStage.Closed)
            await LotsAsync(cancel);
        await readYourWrite.WaitAsync(HttpContext, questions);
        Waiting =
        [
            .. (await questions.PageAsync(database, id, null, PlaceInList.Most, cancel)).Items.Where(q =>
                q.Stage == QuestionStage.Asked && Tender.Stage == TenderStage.Published
            ),
        ];
        return true;
    }
}
