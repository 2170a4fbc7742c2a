using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>One person's place in an organisation: its roles, and its end.</summary>
[ForRoles("an administrator of the organisation", Organisations.Roles.OrganisationAdministrator)]
public sealed class ChangeRolesPage(Actors actors, Acting acting, Colleagues colleagues, IDocumentStore store) : PageModel
{
    private Actor actor = Actor.Anonymous;

    [BindProperty]
    public string[] Roles { get; set; } = [];

    [BindProperty]
    public string? Reason { get; set; }

    public Organisation Organisation { get; private set; } = Organisation.Empty;
    public Membership Place { get; private set; } = Membership.Empty;
    public string Name { get; private set; } = "";
    public IReadOnlyList<Choice> Choices => RoleRules.Choices(Organisation);

    public async Task<IActionResult> OnGetAsync(Guid person, CancellationToken cancel)
    {
        if (!await LoadAsync(person, cancel))
            return NotFound();
        Roles = [.. Place.Roles];
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid person, CancellationToken cancel)
    {
        if (!await LoadAsync(person, cancel))
            return NotFound();
        return await DoAsync(new ChangeRoles(Place.Organisation, person, Roles), "The roles are changed, from this moment");
    }

    public async Task<IActionResult> OnPostEndAsync(Guid person, CancellationToken cancel)
    {
        if (!await LoadAsync(person, cancel))
            return NotFound();
        Roles = [.. Place.Roles];
        return await DoAsync(new EndMembership(Place.Organisation, person, Reason ?? ""), "The membership has ended");
    }

    // Whoever gave up the right to see the list goes back to their account.
    private async Task<IActionResult> DoAsync(ICommand command, string done)
    {
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(
            Place.Person == actor.Person && (command is EndMembership || !Roles.Contains(Organisations.Roles.OrganisationAdministrator))
                ? "/account"
                : "/organisation/people"
        );
    }

    private async Task<bool> LoadAsync(Guid person, CancellationToken cancel)
    {
        actor = await actors.OfAsync(HttpContext, cancel);
        if (actor.Organisation is not { } organisation)
            return false;
        Place = (await store.FetchAsync<Membership>(UuidV5.Of(organisation, $"membership:{person}"), cancel)).State;
        if (!Place.Active)
            return false;
        Organisation = (await store.FetchAsync<Organisation>(organisation, cancel)).State;
        Name = (await colleagues.NamesAsync([person], cancel))[person];
        return true;
    }
}
