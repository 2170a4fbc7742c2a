using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>All that an enterprise says of itself, in one place, with what others see of it.</summary>
[ForRoles("an enterprise's people", Roles.Member, Roles.BidManager, Roles.Signatory, Roles.OrganisationAdministrator)]
public sealed class EnterpriseRoomPage(Actors actors, Acting acting, IDocumentStore store) : EnterprisePage(actors, acting, store)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel) ? Page() : NotFound();

    /// <summary>Whether everybody finds it; if not, why.</summary>
    public string? HiddenBecause =>
        !Registered ? "Others do not see you yet: say what the enterprise is for first."
        : !Organisation.Checked ? "Others do not see you yet: your organisation's identity is not checked."
        : Organisation.AtRest ? "Others do not see you: your organisation is suspended or closed."
        : null;

    public (string Words, string Colour) Decision(Guid evidence) =>
        !Enterprise.Decided.TryGetValue(evidence, out var reason) ? ("Not checked yet", "grey")
        : reason is null ? ("Checked by an adviser", "green")
        : ($"Not accepted: {reason}", "red");
}
