using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>What a person can show beside their mailbox: set up, replaced and removed here.</summary>
[ForPeople]
[CountsAs(Counted.SignIn)]
public sealed class SecondFactorPage(
    Actors actors,
    Commands commands,
    Acting acting,
    Passkeys passkeys,
    StepUp stepUp,
    SecurityEvents events,
    Sessions sessions,
    IDocumentStore store
) : PageModel
{
    public const string Path = "/account/second-factor";

    public SecondFactor Factor { get; private set; } = SecondFactor.Empty;

    /// <summary>Whether this installation asks for it at all.</summary>
    public bool IsAskedFor { get; private set; }

    /// <summary>The names of the person's passkeys.</summary>
    public IReadOnlyDictionary<Guid, string> Names { get; private set; } = new Dictionary<Guid, string>();

    /// <summary>Made just now, and shown this once.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public OtherSessions Others { get; private set; } = new(0, Path);

    public async Task OnGetAsync(CancellationToken cancel) => await LoadAsync(cancel);

    public Task<IActionResult> OnPostRemoveAsync(CancellationToken cancel) =>
        RemoveAsync(person => new RemoveAuthenticator(person), "The authenticator app is removed", cancel);

    public Task<IActionResult> OnPostRemovePasskeyAsync(Guid passkey, CancellationToken cancel) =>
        RemoveAsync(person => new RemovePasskey(person, passkey), "The passkey is removed", cancel);

    private async Task<IActionResult> RemoveAsync(Func<Guid, ICommand> command, string done, CancellationToken cancel)
    {
        var actor = await LoadAsync(cancel);
        if (!StepUp.IsShownBy(actor))
            return new SecondFactorFirst();
        if (await acting.TryAsync(this, command(actor.Person)) is { } refused)
            return refused;
        events.Note(SecurityEvent.FactorRemoved, HttpContext, actor.Person);
        this.Announce(done);
        return Redirect(Path);
    }

    public async Task<IActionResult> OnPostCodesAsync(CancellationToken cancel)
    {
        var actor = await LoadAsync(cancel);
        if (!StepUp.IsShownBy(actor))
            return new SecondFactorFirst();
        if (!ModelState.IsValid)
            return this.Refused();
        var outcome = await commands.SendAsync(new MakeRecoveryCodes(actor.Person), this.From(actor), cancel);
        if (this.NotDone(outcome) is { } refused)
            return refused;
        RecoveryCodes = Codes.Of(outcome);
        return Page();
    }

    private async Task<Actor> LoadAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        Factor = (await store.FetchAsync<SecondFactor>(SecondFactor.IdOf(actor.Person), cancel)).State;
        Names = await passkeys.NamesAsync(actor.Person, Factor, cancel);
        Others = await OtherSessions.OfAsync(sessions, HttpContext, actor, Path);
        IsAskedFor = await stepUp.IsAskedForAsync(cancel);
        return actor;
    }
}
