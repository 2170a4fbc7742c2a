using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

[ForRoles("an administrator of the organisation", Roles.OrganisationAdministrator)]
public sealed class RenameOrganisationPage(Actors actors, Acting acting, IDocumentStore store) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if ((await actors.OfAsync(HttpContext, cancel)).Organisation is not { } organisation)
            return NotFound();
        Name = (await store.FetchAsync<Organisation>(organisation, cancel)).State.Name;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if ((await actors.OfAsync(HttpContext, cancel)).Organisation is not { } organisation)
            return NotFound();
        if (await acting.TryAsync(this, new RenameOrganisation(organisation, Name ?? "")) is { } refused)
            return refused;
        this.Announce("The organisation has its new name");
        return Redirect("/account");
    }
}
