using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Who stands behind a submitted bid, for its members: who steps back, who takes a part on, who is asked to.</summary>
[ForRoles("the bid's team, and who is asked to join it", Roles.Member, Roles.BidManager, Roles.Signatory)]
public sealed class BidPeoplePage(
    Actors actors,
    Acting acting,
    BidPeople people,
    Partners partners,
    OrganisationNames names,
    NpgsqlDataSource database
) : PageModel
{
    public BidPeopleShown Shown { get; private set; } = null!;
    public bool Leads { get; private set; }
    public bool MayStandBack { get; private set; }

    /// <summary>The organisation the reader speaks for.</summary>
    public Guid Own { get; private set; }
    public IReadOnlyList<Choice> Found { get; private set; } = [];

    [BindProperty]
    public string? Reason { get; set; }

    [BindProperty]
    public Guid OrganisationId { get; set; }

    [BindProperty]
    public string? How { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? Q { get; set; }

    [BindProperty]
    public Guid ReplacementId { get; set; }

    [BindProperty]
    public string? Capacity { get; set; }

    [BindProperty]
    public string? DeclineReason { get; set; }

    public bool DeclineRefused => ModelState[nameof(DeclineReason)]?.Errors.Count > 0;

    public bool IsMine(Guid organisation) => OrganisationId == organisation;

    public async Task<IActionResult> OnGetAsync(Guid bid, CancellationToken cancel) => await LoadAsync(bid, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostStandBackAsync(Guid bid, CancellationToken cancel) =>
        DoAsync(bid, new StandBackFromBid(bid, Reason ?? ""), "The lead is told, and the buyer once the bids are open", cancel);

    public Task<IActionResult> OnPostTakeOverAsync(Guid bid, CancellationToken cancel) =>
        DoAsync(bid, new OfferTakeOver(bid, OrganisationId, How ?? ""), "The buyer decides whether the bid stands so", cancel);

    public Task<IActionResult> OnPostNameAsync(Guid bid, CancellationToken cancel) =>
        DoAsync(bid, new NameReplacement(bid, OrganisationId, ReplacementId), "The organisation is asked to take the part on", cancel);

    public Task<IActionResult> OnPostAcceptAsync(Guid bid, CancellationToken cancel) =>
        DoAsync(bid, new AcceptReplacement(bid, OrganisationId, Capacity ?? ""), "Your organisation has taken the part on", cancel);

    public Task<IActionResult> OnPostDeclineAsync(Guid bid, CancellationToken cancel) =>
        DoAsync(
            bid,
            new DeclineReplacement(bid, OrganisationId, DeclineReason ?? ""),
            "Lead and buyer are told that your organisation does not take the part on",
            cancel,
            next: "/messages"
        );

    private async Task<IActionResult> DoAsync(Guid bid, ICommand command, string done, CancellationToken cancel, string? next = null)
    {
        if (!await LoadAsync(bid, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(next ?? $"/bids/{bid}/people");
    }

    private async Task<bool> LoadAsync(Guid bid, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await people.ReadAsync(bid, actor, cancel) is not { } shown)
            return false;
        (Shown, Own) = (shown, actor.Organisation ?? Guid.Empty);
        Leads = actor.ActsFor(shown.LeadId, Roles.BidManager, Roles.Signatory);
        MayStandBack =
            shown.Closed
            && Own != shown.LeadId
            && (actor.Has(Roles.BidManager) || actor.Has(Roles.Signatory))
            && shown.Members.Any(m => m.OrganisationId == Own)
            && shown.Changes.All(c => c.OrganisationId != Own);
        if (Leads && !string.IsNullOrWhiteSpace(Q))
            Found =
            [
                .. (await partners.NamedAsync(database, names, Q, shown.Members.Select(m => m.OrganisationId), cancel))
                    .Select(e => new Choice(e.OrganisationId.ToString(), e.Name))
                    .OrderBy(c => c.Label, StringComparer.Ordinal),
            ];
        return true;
    }
}
