using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The numbers to call come first; what is written goes to the leads alone.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class RaiseConcernPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadConcerns concerns,
    ReadYourWrite readYourWrite
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    public string? Numbers { get; private set; }

    [BindProperty]
    public Guid ConcernId { get; set; }

    [BindProperty]
    public string? What { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await FindAsync(candidate, cancel))
            return NotFound();
        ConcernId = Guid.CreateVersion7();
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid candidate, CancellationToken cancel) =>
        await FindAsync(candidate, cancel)
            ? await DoAsync(new RaiseConcern(candidate, ConcernId, What ?? ""), "The safeguarding leads have it", Back)
            : NotFound();

    private async Task<bool> FindAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !Row.Readable)
            return false;
        Numbers = await concerns.NumbersAsync(Own, cancel);
        return true;
    }
}
