using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>An invitation that is not answered yet, and its withdrawal.</summary>
[ForRoles("an administrator of the organisation", Roles.OrganisationAdministrator)]
public sealed class WithdrawInvitationPage(Actors actors, Acting acting, Invitations invitations, IDocumentStore store) : PageModel
{
    [BindProperty]
    public string? Reason { get; set; }

    public Organisation Organisation { get; private set; } = Organisation.Empty;
    public InvitationAnswer Invitation { get; private set; } = null!;

    public async Task<IActionResult> OnGetAsync(Guid invitation, CancellationToken cancel) =>
        await LoadAsync(invitation, cancel) is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync(Guid invitation, CancellationToken cancel)
    {
        if (await LoadAsync(invitation, cancel) is not { } organisation)
            return NotFound();
        if (await acting.TryAsync(this, new WithdrawInvitation(organisation, invitation, Reason ?? "")) is { } refused)
            return refused;
        this.Announce("The invitation is withdrawn");
        return Redirect("/organisation/people");
    }

    private async Task<Guid?> LoadAsync(Guid invitation, CancellationToken cancel)
    {
        if (
            (await actors.OfAsync(HttpContext, cancel)).Organisation is not { } organisation
            || (await invitations.OfAsync(organisation, cancel)).FirstOrDefault(i => i.InvitationId == invitation) is not { } found
        )
            return null;
        Invitation = found;
        Organisation = (await store.FetchAsync<Organisation>(organisation, cancel)).State;
        return organisation;
    }
}
