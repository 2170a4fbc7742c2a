using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Who may act for an organisation, for its administrator.</summary>
[ForRoles("an administrator of the organisation", Roles.OrganisationAdministrator)]
public sealed class PeoplePage(Actors actors, Memberships memberships, Invitations invitations, Colleagues colleagues, IDocumentStore store)
    : PageModel
{
    public sealed record Member(Guid Id, string Name, IReadOnlyList<string> Roles, bool IsYou);

    [BindProperty(SupportsGet = true)]
    public ListFormat? As { get; set; }

    public Organisation Organisation { get; private set; } = Organisation.Empty;
    public IReadOnlyList<Member> People { get; private set; } = [];
    public IReadOnlyList<InvitationAnswer> Invited { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (actor.Organisation is not { } organisation)
            return NotFound();
        Organisation = (await store.FetchAsync<Organisation>(organisation, cancel)).State;
        var places = await memberships.InAsync(organisation, cancel);
        var names = await colleagues.NamesAsync([.. places.Select(p => p.Person)], cancel);
        People =
        [
            .. places
                .Select(p => new Member(
                    p.Person,
                    names[p.Person],
                    [.. p.Roles.Select(RoleRules.Words).Order(StringComparer.Ordinal)],
                    p.Person == actor.Person
                ))
                .OrderBy(p => p.Name, StringComparer.CurrentCulture),
        ];
        if (As is { } format)
            return this.ListAs(format, "people", People, ("Name", p => p.Name), ("Roles", p => p.Roles));
        Invited = await invitations.OfAsync(organisation, cancel);
        return Page();
    }
}
