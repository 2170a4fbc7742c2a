using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Says that an organisation is registered, and what comes next, to those who act for it.</summary>
[ForPeople]
public sealed class OrganisationRegisteredPage(Actors actors, RunningSettings settings, IDocumentStore store) : PageModel
{
    public Organisation Organisation { get; private set; } = Organisation.Empty;
    public string Reference { get; private set; } = "";
    public string? Contact { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken cancel)
    {
        if (!(await actors.OfAsync(HttpContext, cancel)).ActsFor(organisation))
            return NotFound();
        Organisation = (await store.FetchAsync<Organisation>(organisation, cancel)).State;
        Reference = ReferenceOf(organisation);
        Contact = await settings.ContactAsync(cancel);
        return Page();
    }

    /// <summary>What an organisation is called in a mail or on the telephone.</summary>
    public static string ReferenceOf(Guid organisation) => $"{organisation:N}"[^8..].ToUpperInvariant().Insert(4, " ");
}
