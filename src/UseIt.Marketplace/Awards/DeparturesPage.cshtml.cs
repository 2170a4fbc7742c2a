using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Which members of opened bids have left, for the buyer, and the approver's decision about each bid.</summary>
[ForRoles("the buyer's author or approver", Roles.Author, Roles.Approver)]
public sealed class DeparturesPage(Actors actors, Acting acting, BidPeople people) : PageModel
{
    public static readonly Refusal NotChosen = new("decision-missing", nameof(Choice), "Choose what becomes of the bid");

    public Guid TenderId { get; private set; }
    public string Title { get; private set; } = "";
    public bool MayDecide { get; private set; }
    public IReadOnlyList<BidPeopleShown> Bids { get; private set; } = [];

    [BindProperty]
    public Guid BidId { get; set; }

    [BindProperty]
    public Guid OrganisationId { get; set; }

    [BindProperty]
    public DepartureDecision? Choice { get; set; }

    [BindProperty]
    public DateOnly? LastDay { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public bool IsMine(Guid bid, Guid organisation) => BidId == bid && OrganisationId == organisation;

    /// <summary>What was decided, in a sentence.</summary>
    public static string Said(MemberChange change) =>
        change switch
        {
            { PassedOnTo: { Leads: true } lead } => $"The bid stands. {lead.Name}, the lead, has taken the part on",
            { PassedOnTo: { } other } => $"The bid stands. {other.Name} has taken the part on",
            { Decision: DepartureDecision.Excluded } => "The bid is left out",
            { Decision: DepartureDecision.MayReplace, ReplaceBefore: { } before } =>
                $"May be replaced until the end of {Values.UkTime.Display(Values.UkTime.DayOf(before.AddTicks(-1)))}"
                    + (change.Named is { } named ? $". {named.Name} is asked and has not accepted yet" : ". Nobody is named yet"),
            _ => "Not decided: until it is, the bid is awarded nothing",
        };

    public async Task<IActionResult> OnGetAsync(Guid tender, CancellationToken cancel) =>
        await LoadAsync(tender, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid tender, CancellationToken cancel)
    {
        if (!await LoadAsync(tender, cancel))
            return NotFound();
        if (!ModelState.IsValid)
            return this.Refused();
        if (Choice is not { } choice)
            return this.Refused(NotChosen);
        var command = new DecideDeparture(
            tender,
            BidId,
            OrganisationId,
            choice,
            Reason ?? "",
            choice == DepartureDecision.MayReplace ? LastDay : null
        );
        if (await acting.TryAsync(this, command, field => field == "decision" ? nameof(Choice) : field) is { } refused)
            return refused;
        this.Announce("Your decision is recorded, and the lead is told");
        return Redirect($"/buyer/tenders/{tender}/people");
    }

    private async Task<bool> LoadAsync(Guid tender, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await people.OfTenderAsync(tender, actor, cancel) is not { } bids)
            return false;
        (TenderId, Bids, MayDecide) = (tender, bids, actor.Has(Roles.Approver));
        Title = bids.Count > 0 ? bids[0].TenderTitle : "";
        return true;
    }
}
