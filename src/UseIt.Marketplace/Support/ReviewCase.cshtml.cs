using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class ReviewCasePage(Actors actors, Acting acting, IDocumentStore store) : CaseStepPage(actors, acting, store)
{
    [BindProperty(SupportsGet = true)]
    public int Months { get; set; }

    [BindProperty]
    public string? Findings { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid @case, CancellationToken cancel) =>
        Reviews.AfterMonths.Contains(Months) && await LoadAsync(@case, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid @case, CancellationToken cancel) =>
        await LoadAsync(@case, cancel)
            ? await DoAsync(new ReviewCase(@case, Months, Findings ?? ""), "The review is recorded")
            : NotFound();
}
