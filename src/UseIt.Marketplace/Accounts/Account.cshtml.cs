using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>Who I am here, for whom I act, and my invitations.</summary>
[ForPeople]
public sealed class AccountPage(Actors actors, Me me, Sessions sessions, SecurityEvents events, Acting acting) : PageModel
{
    public static readonly Refusal NotChosen = new("acting-for-not-chosen", "organisation", "Choose the organisation you act for");

    public MeAnswer Mine { get; private set; } = null!;

    /// <summary>Where else this person is signed in, and here.</summary>
    public IReadOnlyList<Sessions.Shown> Open { get; private set; } = [];

    [BindProperty]
    public Guid? Organisation { get; set; }

    public IReadOnlyList<Choice> Choices =>
        [
            .. Mine
                .Memberships.Where(m => m.Active)
                .Select(m => new Choice(m.OrganisationId.ToString(), m.Organisation, string.Join(", ", m.Roles.Select(RoleRules.Words)))),
        ];
    public bool Administers => Mine.ActingFor is not null && Mine.Roles.Contains(Roles.OrganisationAdministrator);
    public IEnumerable<MyMembership> Invitations => Mine.Memberships.Where(m => !m.Active);

    public async Task OnGetAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        Organisation = Mine.ActingFor;
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (Mine.Memberships.FirstOrDefault(m => m.Active && m.OrganisationId == Organisation) is not { } place)
            return this.Refused(NotChosen);
        await sessions.ActForAsync(HttpContext, place.OrganisationId);
        this.Announce($"You act for {place.Organisation} now");
        return Redirect("/account");
    }

    public async Task<IActionResult> OnPostAcceptAsync(Guid organisation, CancellationToken cancel) =>
        await AnswerAsync(new AcceptInvitation(organisation, (await LoadAsync(cancel)).Person), "You have accepted the invitation");

    public async Task<IActionResult> OnPostDeclineAsync(Guid organisation, CancellationToken cancel)
    {
        var actor = await LoadAsync(cancel);
        return Invitations.Any(i => i.OrganisationId == organisation)
            ? await AnswerAsync(new EndMembership(organisation, actor.Person, "declined"), "You have declined the invitation")
            : NotFound();
    }

    public async Task<IActionResult> OnPostEndSessionAsync(Guid session, CancellationToken cancel)
    {
        var person = (await actors.OfAsync(HttpContext, cancel)).Person;
        // One that has ended by itself meanwhile is what was wanted.
        if (await sessions.EndOneAsync(HttpContext, person, session))
            events.Note(SecurityEvent.SignedOut, HttpContext, person, "one");
        this.Announce("That session is ended");
        return Redirect("/account#sessions");
    }

    public async Task<IActionResult> OnPostEndOthersAsync(string? next, CancellationToken cancel)
    {
        var person = (await actors.OfAsync(HttpContext, cancel)).Person;
        if (await sessions.EndOthersAsync(HttpContext, person) > 0)
            events.Note(SecurityEvent.SignedOut, HttpContext, person, "others");
        this.Announce("You are signed in nowhere but here now");
        return LocalRedirect(Url.IsLocalUrl(next) ? next! : "/account");
    }

    public async Task<IActionResult> OnPostEverywhereAsync(CancellationToken cancel)
    {
        var person = (await actors.OfAsync(HttpContext, cancel)).Person;
        events.Note(SecurityEvent.SignedOut, HttpContext, person, "everywhere");
        await sessions.EndAllAsync(person, cancel);
        await sessions.SignOutAsync(HttpContext);
        return Redirect("/");
    }

    private async Task<IActionResult> AnswerAsync(ICommand command, string done)
    {
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect("/account");
    }

    private async Task<Actor> LoadAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        Mine = await me.OfAsync(actor, cancel);
        Open = await sessions.OpenAsync(HttpContext, actor.Person);
        return actor;
    }
}
