using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>What one's own organisation has signed; it stays readable to whoever has left.</summary>
[ForRoles("a member's people", Roles.Member, Roles.BidManager, Roles.Signatory, Roles.OrganisationAdministrator)]
public sealed class ReadAcceptedTermsPage(Actors actors, ConsortiumReader reader) : PageModel
{
    public AcceptedTerms Accepted { get; private set; } = null!;

    public string NameOf(Guid organisation) => Accepted.Names.GetValueOrDefault(organisation, "An organisation");

    public async Task<IActionResult> OnGetAsync(Guid consortium, CancellationToken cancel)
    {
        if (await reader.AcceptedAsync(consortium, await actors.OfAsync(HttpContext, cancel), cancel) is not { } accepted)
            return NotFound();
        Accepted = accepted;
        return Page();
    }
}
