using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Microsoft.AspNetCore.WebUtilities;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

[ForRoles("a member's people", Roles.Member, Roles.BidManager, Roles.Signatory, Roles.OrganisationAdministrator)]
public sealed class ReadConsortiumPage(
    Actors actors,
    ConsortiumReader reader,
    Acting acting,
    Partners partners,
    ReadYourWrite readYourWrite
) : PageModel
{
    public ConsortiumShown Consortium { get; private set; } = null!;
    public bool YouMustAccept { get; private set; }
    public bool Leads { get; private set; }
    public bool MayEnd { get; private set; }
    public bool MaySign { get; private set; }
    public bool MayDeclare { get; private set; }
    public bool Ending { get; private set; }

    /// <summary>The page on which one's own enterprise says that it can do what is missing, with the kind of work chosen already.</summary>
    public static string LinkToDeclare(CoveredRequirement requirement) =>
        QueryHelpers.AddQueryString(
            $"/enterprise/capabilities/{Guid.CreateVersion7()}",
            "cpv",
            string.Join(' ', requirement.Cpv.Select(Cpv.Digits))
        );

    [BindProperty]
    public string? Reason { get; set; }

    /// <summary>The words that were read, where they are promised.</summary>
    [BindProperty]
    public string? ConfidentialitySha256 { get; set; }

    public string NameOf(Guid organisation) =>
        Consortium.Members.FirstOrDefault(m => m.OrganisationId == organisation)?.Name ?? "An organisation";

    public async Task<IActionResult> OnGetAsync(Guid consortium, CancellationToken cancel) =>
        await LoadAsync(consortium, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostJoinAsync(Guid consortium, CancellationToken cancel) =>
        DoAsync(
            consortium,
            new JoinConsortium(consortium, ConfidentialitySha256),
            "You have joined the consortium. You are bound by nothing until you accept its terms",
            $"/consortia/{consortium}",
            cancel
        );

    public Task<IActionResult> OnPostDeclineAsync(Guid consortium, CancellationToken cancel) =>
        DoAsync(consortium, new DeclineInvitation(consortium), "You have declined the invitation", "/bids", cancel);

    public Task<IActionResult> OnPostLeaveAsync(Guid consortium, CancellationToken cancel)
    {
        Ending = true;
        return DoAsync(consortium, new LeaveConsortium(consortium, Reason ?? ""), "You have left the consortium", "/bids", cancel);
    }

    public Task<IActionResult> OnPostDissolveAsync(Guid consortium, CancellationToken cancel)
    {
        Ending = true;
        return DoAsync(
            consortium,
            new DissolveConsortium(consortium, Reason ?? ""),
            "The consortium is dissolved",
            $"/consortia/{consortium}",
            cancel
        );
    }

    private async Task<IActionResult> DoAsync(Guid consortium, ICommand command, string announcement, string then, CancellationToken cancel)
    {
        if (!await LoadAsync(consortium, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(announcement);
        return Redirect(then);
    }

    private async Task<bool> LoadAsync(Guid consortium, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, partners);
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await reader.ReadAsync(consortium, actor, cancel) is not { } shown)
            return false;
        Consortium = shown;
        Leads = !shown.Dissolved && actor.ActsFor(shown.LeadId, Roles.BidManager);
        MaySign = shown is { Dissolved: false, Invited: false } && actor.Has(Roles.Signatory);
        MayDeclare = !shown.Invited && (actor.Has(Roles.BidManager) || actor.Has(Roles.OrganisationAdministrator));
        MayEnd = !shown.Dissolved && !shown.Invited && (Leads || (!actor.ActsFor(shown.LeadId) && ConsortiumAccess.Speaks(actor)));
        YouMustAccept = shown.Terms?.Awaited.Contains(actor.Organisation ?? Guid.Empty) ?? false;
        return true;
    }
}
