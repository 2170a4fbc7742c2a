using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>
/// What an adviser claims, and one button to confirm it. Looking uses nothing up: mail scanners look at every link first. The key stands in
/// the address, unlike that of a link to sign in, because all it can do is to speak once of one session.
/// </summary>
[ForAnyone]
[CountsAs(Counted.SignIn)]
public sealed class SignByLinkPage(CountersignLinks links, Commands commands, IDocumentStore store) : PageModel
{
    [BindProperty(SupportsGet = true)]
    public string? Key { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public CountersignLinks.Standing? Link { get; private set; }
    public string Enterprise { get; private set; } = "";
    public string Support { get; private set; } = "";
    public IReadOnlyList<string> About { get; private set; } = [];

    /// <summary>What was done just now.</summary>
    public string? Done { get; private set; }

    public bool Disputing { get; private set; }

    public async Task OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel);

    public Task<IActionResult> OnPostSignAsync(CancellationToken cancel) =>
        DoAsync(
            link => new CountersignSession(link.Key.Session, link.Capacity),
            "You have confirmed it. From now on the time counts",
            cancel
        );

    public Task<IActionResult> OnPostDisputeAsync(CancellationToken cancel)
    {
        Disputing = true;
        return DoAsync(
            link => new DisputeSession(link.Key.Session, Reason ?? ""),
            "The adviser is told that it was different. The time does not count",
            cancel
        );
    }

    private async Task<IActionResult> DoAsync(Func<CountersignLinks.Standing, ICommand> command, string done, CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (Link is null)
            return Page();
        if (!ModelState.IsValid)
            return this.Refused();
        var outcome = await commands.SendAsync(command(Link), Link.Context(HttpContext.TraceIdentifier), cancel);
        if (outcome is Outcome.Conflict)
        {
            // Somebody was quicker, or the adviser has changed it: the link is none any more.
            Link = null;
            return Page();
        }
        if (this.NotDone(outcome) is { } refused)
            return refused;
        Done = done;
        return Page();
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        Link = await links.FindAsync(Key, cancel);
        if (Link is null)
            return;
        var support = (await store.FetchAsync<Case>(Link.Session.CaseId, cancel)).State.SupportOrganisation;
        var names = await store.FetchAsync<OrganisationForSupport>([Link.Session.Organisation, support], cancel);
        (Enterprise, Support, About) = (names[0].State.Name, names[1].State.Name, Link.Session.Topics);
    }
}
