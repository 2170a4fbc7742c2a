using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("advisers and programme managers", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ReadConcernPage(Actors actors, Acting acting, IDocumentStore store, ReadConcerns concerns)
    : SkillsPage(actors, acting, store)
{
    public ConcernAnswer Found { get; private set; } = null!;

    [BindProperty]
    public string? Done { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid concern, CancellationToken cancel) =>
        await LoadAsync(concern, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid concern, CancellationToken cancel) =>
        await LoadAsync(concern, cancel)
            ? await DoAsync(new CloseConcern(Own, concern, Done ?? ""), "The concern is dealt with", "/safeguarding")
            : NotFound();

    private async Task<bool> LoadAsync(Guid concern, CancellationToken cancel)
    {
        if (!await BeginAsync(cancel) || await concerns.OfAsync(Who, concern, cancel) is not { } found)
            return false;
        Found = found;
        return true;
    }
}
