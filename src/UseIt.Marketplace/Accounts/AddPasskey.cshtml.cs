using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>Adds a passkey: the browser makes it, and needs script for it; whoever has none sets up an authenticator app.</summary>
[ForPeople]
[CountsAs(Counted.SignIn)]
public sealed class AddPasskeyPage(
    Actors actors,
    Me me,
    Commands commands,
    Passkeys passkeys,
    FactorShown shown,
    Sessions sessions,
    IDocumentStore store,
    TimeProvider time
) : PageModel
{
    public const string Path = "/account/second-factor/passkey";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Name { get; set; }

    [BindProperty]
    public string? Question { get; set; }

    [BindProperty]
    public string? Answer { get; set; }

    public string Options { get; private set; } = "";
    public string? Next { get; private set; }
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public OtherSessions Others { get; private set; } = new(0, Path);

    public static string For(string? page) => page is null ? Path : $"{Path}?returnUrl={Uri.EscapeDataString(page)}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) => await OfferAsync(cancel) ?? Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var (offered, answer) = (passkeys.Brought(Question, actor.Person), Answer);
        if (await OfferAsync(cancel) is { } elsewhere)
            return elsewhere;
        if (!ModelState.IsValid)
            return this.Refused();
        if (string.IsNullOrWhiteSpace(Name))
            return this.Refused(AddPasskeyHandler.NameMissing);
        if (offered is null || string.IsNullOrWhiteSpace(answer))
            return this.Refused(AddPasskeyHandler.NotMade);
        var outcome = await commands.SendAsync(
            new AddPasskey(actor.Person, Guid.CreateVersion7(), Name, passkeys.SiteOf(HttpContext), offered.Options, answer),
            this.From(actor),
            cancel
        );
        if (this.NotDone(outcome) is { } again)
            return again;
        Next = await shown.OnwardAsync(
            HttpContext,
            Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : SecondFactorPage.Path,
            SecurityEvent.FactorEnrolled
        );
        RecoveryCodes = Codes.Of(outcome);
        Others = await OtherSessions.OfAsync(sessions, HttpContext, actor, Next);
        return RecoveryCodes.Count > 0 || Others.Number > 0 ? Page() : LocalRedirect(Next);
    }

    private async Task<IActionResult?> OfferAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var factor = (await store.FetchAsync<SecondFactor>(SecondFactor.IdOf(actor.Person), cancel)).State;
        if (EnrolAuthenticatorPage.TurnedAway(EnrolAuthenticatorHandler.WhyNot(factor, actor), For(ReturnUrl)) is { } elsewhere)
            return elsewhere;
        Options = await passkeys.OfferAsync(HttpContext, actor.Person, (await me.OfAsync(actor, cancel)).Mail, factor, cancel);
        Question = passkeys.Carry(new Passkeys.Question(actor.Person, time.GetUtcNow(), Options));
        Answer = null;
        ModelState.Remove(nameof(Question));
        ModelState.Remove(nameof(Answer));
        return null;
    }
}
