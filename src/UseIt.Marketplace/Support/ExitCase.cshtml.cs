using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class ExitCasePage(Actors actors, Acting acting, IDocumentStore store) : CaseStepPage(actors, acting, store)
{
    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid @case, CancellationToken cancel) =>
        await LoadAsync(@case, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid @case, CancellationToken cancel) =>
        await LoadAsync(@case, cancel) ? await DoAsync(new ExitCase(@case, Reason ?? ""), "The case is closed") : NotFound();
}
