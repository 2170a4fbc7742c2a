using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Shared;
using UseIt.Messaging;

namespace UseIt.Marketplace.Tenders;

/// <summary>A tender for its buyer's own people: what it still lacks, and what waits for whom.</summary>
[ForRoles("the buyer", Roles.Author, Roles.Approver, Roles.Evaluator, Roles.Opener, Roles.ContractManager)]
public sealed class BuyerTenderPage(TenderReader tenders, QuestionsForBuyer questions, ReadYourWrite readYourWrite, Actors actors, Acting acting, EventStore.EventStore store, NpgsqlDataSource database) : PageModel
{
    /// <summary>One thing a draft needs; the sentence says what is missing, null when nothing is.</summary>
    public sealed record TaskToDo(string Label, string? Missing);

    private static readonly (string Label, string[] Fields)[] Needs =
    [
        ("Description", ["description"]), ("Lots", ["lots"]), ("Requirements", ["requirements"]), ("Award criteria", ["criteria"]), ("Deadline and questions", ["deadline", "questionsUntil"]), ("Openers", ["openers"])
    ];

    private Actor actor = Actor.Anonymous;

    public TenderSheet Tender { get; private set; } = null!;
    public BuyerTender Buyer { get; private set; } = null!;
    public DateTimeOffset Now { get; private set; }
    public IReadOnlyList<TaskToDo> Tasks { get; private set; } = [];
    public bool IsReady { get; private set; }
    public IReadOnlyList<BuyerQuestion> Waiting { get; private set; } = [];

    [BindProperty] public Guid QuestionId { get; set; }
    [BindProperty] public string? PublishedQuestion { get; set; }
    [BindProperty] public string? Answer { get; set; }
    [BindProperty] public DateTimeOffset To { get; set; }
    [BindProperty] public BidPart Part { get; set; }

    public ExtensionProposal? Proposal => Tender.Stage == TenderStage.Published ? Buyer.Extension : null;
    public bool MayApproveExtension => Proposal is { } proposal && proposal.By != actor.Person && actor.Has(Roles.Approver);
    public BidPart? NextPart => Tender.Stage != TenderStage.Closed ? null : !Buyer.Opened.Contains(BidPart.Quality) ? BidPart.Quality : !Buyer.Opened.Contains(BidPart.Price) ? BidPart.Price : null;
    public int Requested => Buyer.Opening.Count(o => o.Part == NextPart && o.Refused is null);
    public bool MayOpen => Buyer.Openers.Contains(actor.Person) && !Buyer.Opening.Any(o => o.Part == NextPart && o.Refused is null && o.Opener == actor.Person);

    public string Stage => Tender.Stage switch
    {
        TenderStage.NoticePrepared => "Notice prepared",
        TenderStage.NoticeSubmitted => "Waits for Find a Tender",
        TenderStage.Closed when Buyer.Opened.Contains(BidPart.Quality) => "Opened",
        var stage => stage.ToString()
    };

    public async Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) => await LoadAsync(tender, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostAnswerAsync(Guid tender, CancellationToken cancel)
        => DoAsync(tender, new AnswerQuestion(tender, QuestionId, PublishedQuestion ?? "", Answer ?? ""), "The answer is published to everybody", cancel);

    public Task<IActionResult> OnPostExtendAsync(Guid tender, CancellationToken cancel) => DoAsync(tender, new ExtendDeadline(tender, To), "The deadline has moved for everybody", cancel);

    public Task<IActionResult> OnPostOpenAsync(Guid tender, CancellationToken cancel) => DoAsync(tender, new RequestOpening(tender, Part), "Your request to open is recorded", cancel);

    private async Task<IActionResult> DoAsync(Guid tender, ICommand command, string done, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel)) return NotFound();
        if (await acting.TryAsync(this, command) is { } refused) return refused;
        this.Announce(done);
        return Redirect($"/buyer/tenders/{tender}");
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        actor = await actors.OfAsync(HttpContext, cancel);
        if (await tenders.OfBuyerAsync(HttpContext, id, actor.Organisation, cancel) is not { } found) return false;
        (Tender, Buyer) = found;
        Now = await store.ClockAsync(cancel);
        var missing = Readiness.Of((await store.FetchAsync<Tender>(id, cancel)).State, Now);
        IsReady = missing.Count == 0;
        Tasks = [.. Needs.Select(n => new TaskToDo(n.Label, missing.FirstOrDefault(m => n.Fields.Contains(m.Field))?.Sentence))];
        await readYourWrite.WaitAsync(HttpContext, questions);
        Waiting = [.. (await questions.PageAsync(database, id, null, PlaceInList.Most, cancel)).Items.Where(q => q.Stage == QuestionStage.Asked && Tender.Stage == TenderStage.Published)];
        return true;
    }
}
