using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>A lost second factor is taken away by two administrators of the platform: one proposes, another confirms.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class ResetFactorPage(
    Actors actors,
    Acting acting,
    Colleagues colleagues,
    SecurityEvents events,
    ReadAudit audit,
    IDocumentStore store
) : PageModel
{
    [BindProperty]
    public string? Reason { get; set; }

    public string Name { get; private set; } = "";
    public SecondFactor Factor { get; private set; } = SecondFactor.Empty;

    /// <summary>What the other administrator proposed, if it still stands.</summary>
    public SecondFactor.Proposal? Proposal { get; private set; }
    public string ProposedBy { get; private set; } = "";
    public bool IsYours { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid person, CancellationToken cancel) =>
        await LoadAsync(person, cancel) ? Page() : NotFound();

    public Task<IActionResult> OnPostProposeAsync(Guid person, CancellationToken cancel) =>
        DoAsync(
            person,
            new ProposeFactorReset(person, Reason ?? ""),
            "It is proposed. Another administrator must confirm it",
            null,
            cancel
        );

    public Task<IActionResult> OnPostConfirmAsync(Guid person, CancellationToken cancel) =>
        DoAsync(
            person,
            new ConfirmFactorReset(person),
            "Their second factor is gone, and they are signed out everywhere",
            SecurityEvent.FactorReset,
            cancel
        );

    private async Task<IActionResult> DoAsync(Guid person, ICommand command, string done, SecurityEvent? noted, CancellationToken cancel)
    {
        if (!await LoadAsync(person, cancel))
            return NotFound();
        if (await acting.TryAsync(this, command) is { } refused)
            return refused;
        if (noted is { } kind)
            events.Note(kind, HttpContext, person);
        this.Announce(done);
        return Redirect($"/platform/people/{person}/second-factor");
    }

    private async Task<bool> LoadAsync(Guid person, CancellationToken cancel)
    {
        if (!(await store.ReadStreamAsync(person, cancel: cancel)).Any(f => f.Data is PersonRegistered))
            return false;
        var actor = await actors.OfAsync(HttpContext, cancel);
        await audit.NoteAsync(actor, "person", person, "second factor of the person", cancel);
        Factor = (await store.FetchAsync<SecondFactor>(SecondFactor.IdOf(person), cancel)).State;
        Proposal = Factor.Reset is { } proposal && proposal.Until >= await store.ClockAsync(cancel) ? proposal : null;
        var names = await colleagues.NamesAsync([person, .. Proposal is null ? Array.Empty<Guid>() : [Proposal.By]], cancel);
        Name = names[person];
        (ProposedBy, IsYours) = Proposal is null ? ("", false) : (names[Proposal.By], Proposal.By == actor.Person);
        return true;
    }
}
