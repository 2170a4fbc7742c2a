using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>A page of an enterprise's own room; it is read from the enterprise's facts, so that what was just saved is there.</summary>
public abstract class EnterprisePage(Actors actors, Acting acting, IDocumentStore store) : PageModel
{
    public Guid OrganisationId { get; private set; }
    public OwnOrganisation Organisation { get; private set; } = OwnOrganisation.Empty;
    public SocialEnterprise Enterprise { get; private set; } = SocialEnterprise.Empty;
    public bool Registered { get; private set; }
    public bool MayChange { get; private set; }
    public DateOnly Today { get; private set; }

    protected Actor Who { get; private set; } = Actor.Anonymous;

    protected async Task<bool> LoadAsync(CancellationToken cancel)
    {
        Who = await actors.OfAsync(HttpContext, cancel);
        if (Who.Organisation is not { } organisation)
            return false;
        OrganisationId = organisation;
        Organisation = (await store.FetchAsync<OwnOrganisation>(organisation, cancel)).State;
        if (!Organisation.Enterprise)
            return false;
        var enterprise = await store.FetchAsync<SocialEnterprise>(SocialEnterprise.IdOf(organisation), cancel);
        (Enterprise, Registered) = (enterprise.State, enterprise.Exists);
        MayChange = EnterpriseAccess.ToChange(Who, organisation) == Access.Granted;
        Today = UkTime.DayOf(await store.ClockAsync(cancel));
        return true;
    }

    protected async Task<IActionResult> DoAsync(ICommand command, string done, string then, Func<string, string>? fields = null)
    {
        if (await acting.TryAsync(this, command, fields) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect(then);
    }

    /// <summary>"until 3 May 2027", and how much of a hurry that is.</summary>
    public (string Words, string Colour)? Expiry(DateOnly? until) =>
        until is not { } day ? null
        : day < Today ? ("Expired", "red")
        : day <= Today.AddDays(30) ? ($"Expires {UkTime.Display(day)}", "yellow")
        : ($"Until {UkTime.Display(day)}", "green");
}
