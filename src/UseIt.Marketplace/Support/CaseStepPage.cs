using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>One step of an adviser with an enterprise, on a page of its own.</summary>
public abstract class CaseStepPage(Actors actors, Acting acting, IDocumentStore store) : PageModel
{
    public Guid CaseId { get; private set; }
    public Case Found { get; private set; } = Case.Empty;
    public string Name { get; private set; } = "";
    public DateOnly Today { get; private set; }
    public string Back => $"/cases/{CaseId}";

    protected IDocumentStore Store => store;

    protected async Task<bool> LoadAsync(Guid id, CancellationToken cancel)
    {
        var stream = await store.FetchAsync<Case>(id, cancel);
        if (!stream.Exists || CaseAccess.ForAdviser(await actors.OfAsync(HttpContext, cancel), stream.State) != Access.Granted)
            return false;
        (CaseId, Found) = (id, stream.State);
        Name = (await store.FetchAsync<OrganisationForSupport>(Found.Organisation, cancel)).State.Name;
        Today = UkTime.DayOf(await store.ClockAsync(cancel));
        return true;
    }

    protected async Task<IActionResult> DoAsync(ICommand command, string done, Func<string, string>? fields = null)
    {
        if (await acting.TryAsync(this, command, fields) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(Back);
    }
}
