using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

/// <summary>A session as its adviser logged it, for the enterprise to confirm or to contradict.</summary>
[ForRoles("the enterprise's signatories and members", Roles.Signatory, Roles.Member)]
public sealed class CountersignSessionPage(
    Actors actors,
    Acting acting,
    EnterpriseLines lines,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite
) : PageModel
{
    public Guid OrganisationId { get; private set; }
    public LineSession Session { get; private set; } = null!;
    public bool Disputing { get; private set; }

    [BindProperty]
    public string? Capacity { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid organisation, Guid session, CancellationToken cancel) =>
        !await LoadAsync(organisation, session, cancel) ? NotFound()
        : Session.Countersigned ? Redirect($"/line/{organisation}")
        : Page();

    public Task<IActionResult> OnPostSignAsync(Guid organisation, Guid session, CancellationToken cancel) =>
        DoAsync(organisation, session, new CountersignSession(session, Capacity ?? ""), "The session is countersigned", cancel);

    public Task<IActionResult> OnPostDisputeAsync(Guid organisation, Guid session, CancellationToken cancel)
    {
        Disputing = true;
        return DoAsync(
            organisation,
            session,
            new DisputeSession(session, Reason ?? ""),
            "Your adviser is told that the session was different",
            cancel
        );
    }

    private async Task<IActionResult> DoAsync(Guid organisation, Guid session, ICommand command, string done, CancellationToken cancel)
    {
        if (!await LoadAsync(organisation, session, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        this.Announce(done);
        return Redirect($"/line/{organisation}");
    }

    private async Task<bool> LoadAsync(Guid organisation, Guid session, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, lines);
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (
            !actor.ActsFor(organisation)
            || await lines.FindAsync(database, organisation, cancel) is not { } line
            || line.Sessions.FirstOrDefault(s => s.SessionId == session) is not { } logged
        )
            return false;
        (OrganisationId, Session) = (organisation, logged);
        return true;
    }
}
