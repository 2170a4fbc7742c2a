using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Ends and gives back people's access, for the platform's administrators. No mail address is in the page's own.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class DisablePersonPage(
    Actors actors,
    Acting acting,
    People people,
    Colleagues colleagues,
    ReadAudit audit,
    IDocumentStore store
) : PageModel
{
    public static readonly Refusal Nobody = new("person-unknown", "mail", "Nobody is registered with this mail address");

    public sealed record Shown(Guid Id, string Name, bool Disabled, bool Erased, bool Bound);

    public Shown? Found { get; private set; }

    [BindProperty]
    public string? Mail { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostFindAsync(CancellationToken cancel)
    {
        if (string.IsNullOrWhiteSpace(Mail) || await people.ByMailAsync(Mail, cancel) is not { } person)
            return this.Refused(Nobody);
        await LoadAsync(person, cancel);
        return Page();
    }

    public Task<IActionResult> OnPostDisableAsync(Guid person, CancellationToken cancel) =>
        DoAsync(person, new DisablePerson(person, Reason ?? ""), "They can no longer sign in", cancel);

    public Task<IActionResult> OnPostEnableAsync(Guid person, CancellationToken cancel) =>
        DoAsync(person, new EnablePerson(person, Reason ?? ""), "They can sign in again", cancel);

    public Task<IActionResult> OnPostReleaseAsync(Guid person, CancellationToken cancel) =>
        DoAsync(person, new ReleaseIdentity(person, Reason ?? ""), "They can sign in with a new account", cancel);

    private async Task<IActionResult> DoAsync(Guid person, ICommand command, string done, CancellationToken cancel)
    {
        await LoadAsync(person, cancel);
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect("/platform/people");
    }

    private async Task LoadAsync(Guid person, CancellationToken cancel)
    {
        var stream = await store.FetchAsync<Person>(person, cancel);
        if (!stream.Exists)
            return;
        await audit.NoteAsync(await actors.OfAsync(HttpContext, cancel), "person", person, "access of the person", cancel);
        var state = stream.State;
        Found = new Shown(
            person,
            (await colleagues.NamesAsync([person], cancel))[person],
            state.Disabled,
            state.Erased,
            state.Subjects.Count > 0
        );
    }
}
