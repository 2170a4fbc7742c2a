using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>Shows what was said, and registers the person.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class RegisterCandidatePage(Actors actors, Acting acting, IDocumentStore store, Carried carried)
    : NewCandidatePage(actors, acting, store, carried)
{
    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) =>
        !await LoadAsync(cancel) ? NotFound()
        : Draft.Rules is null ? Redirect("/candidates/new")
        : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        if (Draft.Rules is null)
            return Redirect("/candidates/new");
        List<Refusal> unsaid = [];
        if (Draft.DecidesAlone is null)
            unsaid.Add(NewCandidatePersonPage.AgeNotSaid);
        if (Draft.ReferredBy is null)
            unsaid.Add(NewCandidateBackgroundPage.SourceMissing);
        if (unsaid.Count > 0)
            return this.Refused(unsaid);
        var done = await DoAsync(Draft.Command, "The person is registered", $"/candidates/{Draft.Id}");
        if (done is RedirectResult)
            Drop();
        return done;
    }
}
