using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Everybody behind the opened bids of a tender: who still lacks a check, and the form that records one.</summary>
[ForRoles("the buyer's author or approver", Roles.Author, Roles.Approver)]
public sealed class ChecksPage(Actors actors, Acting acting, IDocumentStore store, BidderNames bidderNames) : PageModel
{
    private BidderChecks checks = BidderChecks.Empty;
    private NamedBidders names = NamedBidders.None;

    public Guid TenderId { get; private set; }
    public string Title { get; private set; } = "";
    public IReadOnlyList<Bidder> Bids { get; private set; } = [];
    public IReadOnlyList<CheckedParty> Everybody { get; private set; } = [];

    /// <summary>Bids an approver has to leave out.</summary>
    public IReadOnlyList<(Guid Evaluation, Bidder Bid)> MustGo { get; private set; } = [];

    /// <summary>Who has not been looked at in every respect, and bids of which nobody said whether they rest on subcontractors.</summary>
    public IReadOnlyList<string> Lacking =>
        [
            .. Everybody.Where(p => p.Checks.Count < BidderChecks.Kinds.Count).Select(p => p.Name),
            .. Bids.Where(b => !checks.Subcontractors.ContainsKey(b.BidId)).Select(b => $"{NameOf(b)}: whether it rests on subcontractors"),
        ];

    /// <summary>Who of them is suspended here or has closed.</summary>
    public IReadOnlyList<string> Gone { get; private set; } = [];

    public IReadOnlyList<Choice> PartyChoices =>
        [.. Everybody.Select(p => new Choice(p.PartyId.ToString(), p.IsSubcontractor ? $"{p.Name} (subcontractor)" : p.Name))];

    [BindProperty]
    public Guid[] Parties { get; set; } = [];

    [BindProperty]
    public CheckKind[] Kinds { get; set; } = [];

    [BindProperty]
    public string? Looked { get; set; }

    [BindProperty]
    public DateOnly? On { get; set; }

    [BindProperty]
    public CheckResult? Result { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public Guid? BidId { get; set; }

    [BindProperty]
    public Guid? EvaluationId { get; set; }

    [BindProperty]
    public string? Names { get; set; }

    [BindProperty]
    public string? Because { get; set; }

    public string NameOf(Bidder bid) => names.Of(bid);

    public string SubcontractorsOf(Bidder bid) =>
        string.Join('\n', checks.Subcontractors.GetValueOrDefault(bid.BidId, []).Select(s => s.Name));

    public async Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        Kinds = [.. BidderChecks.Kinds];
        On = UkTime.DayOf(await store.ClockAsync(cancel));
        return Page();
    }

    public async Task<IActionResult> OnPostRecordAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (On is not { } on)
            return this.Refused(RecordBidderChecksHandler.OnWrong);
        if (Result is not { } result)
            return this.Refused(new Refusal("check-result-missing", nameof(Result), "Choose what came of it"));
        return await DoAsync(
            new RecordBidderChecks(tender, Parties, Kinds, Looked ?? "", on, result, string.IsNullOrWhiteSpace(Reason) ? null : Reason),
            "The check is recorded"
        );
    }

    public async Task<IActionResult> OnPostSubcontractorsAsync(Guid tender, CancellationToken cancel) =>
        await LoadAsync(tender, cancel)
            ? await DoAsync(
                new NameSubcontractors(
                    tender,
                    BidId ?? Guid.Empty,
                    (Names ?? "").Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                ),
                "It is recorded on whom the bid rests"
            )
            : NotFound();

    public async Task<IActionResult> OnPostDisregardAsync(Guid tender, CancellationToken cancel) =>
        await LoadAsync(tender, cancel)
            ? await DoAsync(
                new DisregardBid(EvaluationId ?? Guid.Empty, BidId ?? Guid.Empty, Because ?? ""),
                "The bid is left out",
                field => field == "reason" ? nameof(Because) : field
            )
            : NotFound();

    private async Task<IActionResult> DoAsync(ICommand command, string done, Func<string, string>? fields = null)
    {
        if (await acting.TryAsync(this, command, fields) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect($"/buyer/tenders/{TenderId}/checks");
    }

    private async Task<bool> LoadAsync(Guid tender, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var procurement = (await store.FetchAsync<Procurement>(tender, cancel)).State;
        if (!actor.ActsFor(procurement.BuyerId, Roles.Author, Roles.Approver))
            return false;
        var evaluations = await store.FetchAsync<Evaluation>(procurement.Lots.Keys.Select(lot => Evaluation.IdOf(tender, lot)), cancel);
        (TenderId, Title) = (tender, procurement.Title);
        checks = (await store.FetchAsync<BidderChecks>(BidderChecks.IdOf(tender), cancel)).State;
        Bids = [.. evaluations.SelectMany(e => e.State.Standing).DistinctBy(b => b.BidId)];
        names = await bidderNames.OfAsync(Bids, [], cancel);
        Everybody = CheckedParty.Of(Bids, checks, names);
        var gone = await SupplierStanding.GoneAsync(Bids.SelectMany(b => b.Members.Append(b.LeadId)), store, cancel);
        Gone = [.. gone.Select(o => names.Of(o))];
        if (actor.Has(Roles.Approver))
            MustGo =
            [
                .. evaluations.SelectMany(e =>
                    e.State.Standing.Where(b => checks.MustGo(b) || b.Members.Append(b.LeadId).Any(gone.Contains)).Select(b => (e.Id, b))
                ),
            ];
        return true;
    }
}
