using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>The last look before publication, and the step that comes next: at once, or through the notice.</summary>
[ForRoles("a buyer's author or approver", Roles.Author, Roles.Approver)]
public sealed class PublishTenderPage(
    TenderReader tenders,
    Actors actors,
    Acting acting,
    IDocumentStore store,
    CoveragePreview coverage,
    MarketStatements statements,
    ViewRows rows,
    Memberships memberships,
    Colleagues colleagues
) : PageModel
{
    /// <summary>A duty, who could do it, and when.</summary>
    public sealed record Duty(string What, IReadOnlyList<string> Who, string? When);

    public static readonly Refusal NotSure = new("tender-doubtful", "sure", "Say that this is meant, or change it first");

    public TenderSheet Tender { get; private set; } = null!;
    public string Rules { get; private set; } = "";
    public string Openers { get; private set; } = "";

    /// <summary>The stage the next step leads to; none when the notice only waits for its confirmation.</summary>
    public TenderStage Step { get; private set; }

    public bool Wrote { get; private set; }
    public bool MayPublish { get; private set; }

    private bool mayChange;

    /// <summary>The people of each duty, by the day on which it is theirs.</summary>
    public IReadOnlyList<Duty> Duties { get; private set; } = [];

    /// <summary>For which duty too few different people are left.</summary>
    public IReadOnlyList<string> Missing { get; private set; } = [];

    /// <summary>The page that changes an answer, for whoever may.</summary>
    public string? Change(string page) => mayChange ? $"/buyer/tenders/{Tender.TenderId}/{page}" : null;

    /// <summary>What is lawful and yet hardly meant.</summary>
    public IReadOnlyList<string> Doubts { get; private set; } = [];

    /// <summary>What the organisation said at marketplaces and is to be told to all bidders; whether all of it is decided.</summary>
    public IReadOnlyList<MarketStatementRow> Said { get; private set; } = [];
    public bool SaidIsDecided { get; private set; } = true;

    /// <summary>How many local enterprises could do each lot.</summary>
    public IReadOnlyList<LotPreview> Coverage { get; private set; } = [];

    /// <summary>Whether what is doubtful is meant.</summary>
    [BindProperty]
    public bool Sure { get; set; }

    private bool Asks => Doubts.Count > 0 && Step is TenderStage.Published or TenderStage.NoticePrepared;

    public static readonly Refusal StaffDataNotSaid = new(
        "staff-data-not-said",
        "openFilesHoldStaffData",
        "Say whether a document holds staff data, such as a TUPE list"
    );

    /// <summary>Whether a file that everybody may read holds staff data.</summary>
    [BindProperty]
    public bool? OpenFilesHoldStaffData { get; set; }

    private IReadOnlyList<DocumentSheet> Open => [.. Tender.Documents.Where(d => d.Undertaking is null)];

    public bool AsksStaffData => Open.Count > 0 && Step is (TenderStage.Published or TenderStage.NoticePrepared);

    public string OpenFiles => $"Everybody will be able to read: {string.Join(", ", Open.Select(d => d.Title))}";

    [BindProperty]
    public string? SubmissionId { get; set; }

    [BindProperty]
    public string? NoticeId { get; set; }

    [BindProperty]
    public string? Ocid { get; set; }

    [BindProperty]
    public DateTime? PublishedAt { get; set; }

    [BindProperty]
    public string? Proof { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) =>
        !await LoadAsync(tender, cancel) ? NotFound()
        : Tender.IsPublic ? Redirect($"/buyer/tenders/{tender}")
        // Drawn only to see whether its form still stands, it needs no more than the form.
        : Web.Shown.IsRedraw(HttpContext) ? Page()
        : await ShowAsync(Page(), cancel);

    public Task<IActionResult> OnPostPublishAsync(Guid tender, CancellationToken cancel) =>
        DoAsync(tender, new PublishTender(tender, OpenFilesHoldStaffData), "The tender is published", $"/buyer/tenders/{tender}", cancel);

    public Task<IActionResult> OnPostPrepareAsync(Guid tender, CancellationToken cancel) =>
        DoAsync(
            tender,
            new PrepareNotice(tender, OpenFilesHoldStaffData),
            "The notice is prepared",
            $"/buyer/tenders/{tender}/publish",
            cancel
        );

    public Task<IActionResult> OnPostSubmittedAsync(Guid tender, CancellationToken cancel) =>
        DoAsync(
            tender,
            new RecordNoticeSubmitted(tender, string.IsNullOrWhiteSpace(SubmissionId) ? null : SubmissionId),
            "The notice waits for its confirmation by another person",
            $"/buyer/tenders/{tender}/publish",
            cancel
        );

    public async Task<IActionResult> OnPostConfirmAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        if (PublishedAt is not { } local)
            return await ShowAsync(
                this.Refused(new Refusal("published-at-missing", "publishedAt", "Enter when Find a Tender published the notice")),
                cancel
            );
        var at = UkTime.At(local, "publishedAt");
        if (!at.IsKnown)
            return await ShowAsync(this.Refused(at.Refusal), cancel);
        return await DoAsync(
            tender,
            new ConfirmNotice(tender, NoticeId ?? "", Ocid ?? "", at.Value, Proof ?? ""),
            "The tender is published",
            $"/buyer/tenders/{tender}",
            cancel
        );
    }

    private async Task<IActionResult> DoAsync(Guid tender, ICommand command, string done, string next, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        List<Refusal> unsaid = [];
        if (AsksStaffData && OpenFilesHoldStaffData is null && command is (PublishTender or PrepareNotice))
            unsaid.Add(StaffDataNotSaid);
        if (Asks && !Sure)
            unsaid.Add(NotSure);
        if (unsaid.Count > 0)
            return await ShowAsync(this.Refused(unsaid), cancel);
        if (await acting.TryAsync(this, command) is { } refused)
            return await ShowAsync(refused, cancel);
        this.Announce(done);
        return Redirect(next);
    }

    private async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await tenders.OfBuyerAsync(HttpContext, id, actor.Organisation, cancel) is not { } found)
            return false;
        Tender = found.Sheet;
        mayChange = actor.Has(Roles.Author) && Tender.Stage is TenderStage.Draft or TenderStage.NoticePrepared;
        Wrote = (await Authorship.OfAsync(store, id, cancel)).Contains(actor.Person);
        MayPublish = actor.Has(Roles.Approver) && !Wrote;
        var profile = Regime.Profile(Tender.Regime, Tender.RulesOf).Value;
        Rules = profile.Name;
        Openers = found.Buyer.Openers.Count == 0 ? "Not named" : $"{found.Buyer.OpenersNeeded} of {found.Buyer.Openers.Count} named people";
        Step = !profile.NoticesAreConfirmedElsewhere
            ? TenderStage.Published
            : found.Buyer.Stage switch
            {
                TenderStage.NoticePrepared => TenderStage.NoticeSubmitted,
                TenderStage.NoticeSubmitted => TenderStage.None,
                _ => TenderStage.NoticePrepared,
            };
        Doubts = [.. PublishingDoubts.Of(Tender, await store.ClockAsync(cancel))];
        return true;
    }

    // What is only looked at: a form that goes through needs none of it.
    private async Task<IActionResult> ShowAsync(IActionResult page, CancellationToken cancel)
    {
        Coverage = await coverage.OfAsync(Tender, cancel);
        Said = (await statements.OfBuyerAsync(rows, Tender.BuyerId, null, ViewRows.LargestPage, cancel)).Items;
        SaidIsDecided = !(await store.FetchAsync<SaidToMarket>(MarketStatementRow.EngagementOf(Tender.BuyerId), cancel)).State.IsUndecided(
            Tender.TenderId
        );
        await LoadDutiesAsync((await store.FetchAsync<Tender>(Tender.TenderId, cancel)).State, cancel);
        return page;
    }

    private async Task LoadDutiesAsync(Tender tender, CancellationToken cancel)
    {
        var staff = await Staff.LoadAsync(Tender.TenderId, Tender.BuyerId, store, memberships, cancel);
        Missing = [.. staff.Missing(tender).Select(m => m.Sentence)];
        var names = await colleagues.NamesAsync([.. staff.Members.Keys.Union(staff.Authors).Union(tender.Openers)], cancel);
        var opening = Staff.OpeningDay(tender.Deadline ?? await store.ClockAsync(cancel));
        var there = staff.Openers(tender, opening);
        var later = tender.Deadline is null ? null : $"Between {UkTime.Display(opening)} and {UkTime.Display(Staff.Until(opening))}";
        Duties =
        [
            new Duty("Wrote it", Named(staff.Authors.Select(a => new Standby(a, false))), null),
            new Duty("May approve the award", Named(staff.Approvers(opening)), later),
            new Duty(
                $"Open the bids, {tender.OpenersNeeded} together",
                [.. tender.Openers.Select(o => there.Contains(o) ? names[o] : $"{names[o]} (away)").Order(StringComparer.Ordinal)],
                tender.Deadline is null ? null : $"On {UkTime.Display(opening)}"
            ),
            new Duty("May score the bids", Named(staff.Between(opening, Staff.Until(opening), Roles.Evaluator)), later),
        ];

        IReadOnlyList<string> Named(IEnumerable<Standby> people) =>
            [.. people.Select(p => p.IsDeputy ? $"{names[p.Person]} (deputy)" : names[p.Person]).Order(StringComparer.Ordinal)];
    }
}
