using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class CorrectSessionPage(Actors actors, Acting acting, IDocumentStore store) : CaseStepPage(actors, acting, store)
{
    public Session Session { get; private set; } = Session.Empty;

    [BindProperty, Display(Name = "The number of minutes")]
    public int? Minutes { get; set; }

    [BindProperty]
    public string? Reason { get; set; }

    public async Task<IActionResult> OnGetAsync(Guid organisation, Guid session, CancellationToken cancel)
    {
        if (!await OpenAsync(organisation, session, cancel))
            return NotFound();
        Minutes = Session.Minutes;
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(Guid organisation, Guid session, CancellationToken cancel) =>
        await OpenAsync(organisation, session, cancel)
            ? await DoAsync(new CorrectSession(CaseId, session, Minutes ?? -1, Reason ?? ""), "The session is corrected")
            : NotFound();

    private async Task<bool> OpenAsync(Guid organisation, Guid session, CancellationToken cancel)
    {
        Session = (await Store.FetchAsync<Session>(session, cancel)).State;
        return Session.Organisation == organisation && await LoadAsync(Session.CaseId, cancel);
    }
}
