using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Support;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class SendCountersignLinkPage(Actors actors, Acting acting, IDocumentStore store) : CaseStepPage(actors, acting, store)
{
    public Session Session { get; private set; } = Session.Empty;

    public async Task<IActionResult> OnGetAsync(Guid organisation, Guid session, CancellationToken cancel) =>
        await OpenAsync(organisation, session, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(Guid organisation, Guid session, CancellationToken cancel) =>
        await OpenAsync(organisation, session, cancel)
            ? await DoAsync(new SendCountersignLink(CaseId, session), "The link is on its way to those who may countersign")
            : NotFound();

    private async Task<bool> OpenAsync(Guid organisation, Guid session, CancellationToken cancel)
    {
        Session = (await Store.FetchAsync<Session>(session, cancel)).State;
        return Session.Organisation == organisation && await LoadAsync(Session.CaseId, cancel);
    }
}
