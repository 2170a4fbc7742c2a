using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

[CountsAs(Counted.Invitation)]
[ForRoles("an administrator of the organisation", Organisations.Roles.OrganisationAdministrator)]
public sealed class InvitePersonPage(Actors actors, Acting acting, IDocumentStore store) : PageModel
{
    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Mail { get; set; }

    [BindProperty]
    public string[] Roles { get; set; } = [];

    public Organisation Organisation { get; private set; } = Organisation.Empty;
    public IReadOnlyList<Choice> Choices => RoleRules.Choices(Organisation);

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel) is null ? NotFound() : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (await LoadAsync(cancel) is not { } organisation)
            return NotFound();
        if (await acting.TryAsync(this, new InvitePerson(organisation, Name ?? "", Mail ?? "", Roles)) is { } refused)
            return refused;
        this.Announce("The invitation is on its way");
        return Redirect("/organisation/people");
    }

    private async Task<Guid?> LoadAsync(CancellationToken cancel)
    {
        var organisation = (await actors.OfAsync(HttpContext, cancel)).Organisation;
        if (organisation is { } id)
            Organisation = (await store.FetchAsync<Organisation>(id, cancel)).State;
        return organisation;
    }
}
