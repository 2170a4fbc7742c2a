using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>One workshop: for its adviser who is asked and comes, for an enterprise whether its people come.</summary>
[ForPeople]
public sealed class ReadWorkshopPage(PageRooms rooms, Workshops workshops, EnterpriseLines lines, Caseload caseload)
    : WorkshopPage(rooms, workshops, lines)
{
    [BindProperty]
    public Guid[] CaseIds { get; set; } = [];

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The enterprises of the caseload that can still be invited.</summary>
    public IReadOnlyList<Choice> ToInvite { get; private set; } = [];

    /// <summary>The enterprise's own case with those who hold it.</summary>
    public Guid? OwnCase { get; private set; }

    public bool Cancelling { get; private set; }

    public bool MayCome => OwnCase is not null && Who.ActsFor(Own, Roles.Member, Roles.Signatory, Roles.BidManager);
    public bool Comes => Workshop.Guests.Any(g => g.CaseId == OwnCase && g.SignedUp.Contains(Who.Person));

    public async Task<IActionResult> OnGetAsync(Guid workshop, CancellationToken cancel) =>
        await FindAsync(workshop, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostInviteAsync(Guid workshop, CancellationToken cancel) =>
        DoneAsync(workshop, () => new InviteToWorkshop(workshop, CaseIds), "They are invited", cancel);

    public Task<IActionResult> OnPostComeAsync(Guid workshop, CancellationToken cancel) =>
        DoneAsync(workshop, () => new SignUpForWorkshop(workshop, OwnCase ?? Guid.Empty), "You have a place in the workshop", cancel);

    public Task<IActionResult> OnPostStayAwayAsync(Guid workshop, CancellationToken cancel) =>
        DoneAsync(workshop, () => new GiveUpWorkshopPlace(workshop, OwnCase ?? Guid.Empty), "Your place is free again", cancel);

    public Task<IActionResult> OnPostCancelAsync(Guid workshop, CancellationToken cancel)
    {
        Cancelling = true;
        return DoneAsync(
            workshop,
            () => new CancelWorkshop(workshop, Reason ?? ""),
            "The workshop is cancelled, and the invited are told",
            cancel
        );
    }

    private async Task<IActionResult> DoneAsync(Guid workshop, Func<Engine.ICommand> command, string done, CancellationToken cancel) =>
        await FindAsync(workshop, cancel) ? await DoAsync(command(), done, Back) : NotFound();

    private async Task<bool> FindAsync(Guid workshop, CancellationToken cancel)
    {
        if (!await LoadAsync(workshop))
            return false;
        await Rooms.FreshAsync(HttpContext, caseload);
        if (Holds)
        {
            var open = (await caseload.OpenAsync(Rooms.Database, Workshop.SupportOrganisationId, cancel))
                .Where(c => c.Accepted && Workshop.Guests.All(g => g.CaseId != c.CaseId))
                .ToArray();
            await NameAsync(open.Select(c => c.OrganisationId));
            ToInvite =
            [
                .. open.Select(c => new Choice(c.CaseId.ToString(), NameOf(c.OrganisationId)))
                    .OrderBy(c => c.Label, StringComparer.Ordinal),
            ];
        }
        else
            OwnCase = (await caseload.OfEnterpriseAsync(Rooms.Database, [Workshop.SupportOrganisationId], Own, cancel))
                .Where(c => c.Accepted && c.Exit is null)
                .Select(c => (Guid?)c.CaseId)
                .FirstOrDefault();
        return true;
    }
}
