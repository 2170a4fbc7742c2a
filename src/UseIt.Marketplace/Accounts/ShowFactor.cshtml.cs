using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>Asks for the second factor, and goes on with what was being done.</summary>
[ForPeople]
[CountsAs(Counted.SignIn)]
public sealed class ShowFactorPage(
    Actors actors,
    Commands commands,
    Passkeys passkeys,
    FactorShown shown,
    IDocumentStore store,
    TimeProvider time
) : PageModel
{
    public const string Path = "/account/second-factor/check";

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    /// <summary>The question that a passkey has answered, and its answer.</summary>
    [BindProperty]
    public string? Question { get; set; }

    [BindProperty]
    public string? Answer { get; set; }

    public bool HasAuthenticator { get; private set; }

    /// <summary>What a browser needs to ask for a passkey, where the person has one.</summary>
    public string? PasskeyOptions { get; private set; }

    /// <summary>The address of the question, and where to go on then.</summary>
    public static string For(string page) => $"{Path}?returnUrl={Uri.EscapeDataString(page)}";

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel) =>
        (await LoadAsync(cancel)).IsEnrolled ? Page() : Redirect(EnrolAuthenticatorPage.For(ReturnUrl));

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (!ModelState.IsValid)
            return this.Refused();
        if (string.IsNullOrWhiteSpace(Code))
            return this.Refused(FactorRefusals.CodeMissing);
        return await ShowAsync(new ShowSecondFactor((await actors.OfAsync(HttpContext, cancel)).Person, Code), cancel);
    }

    public async Task<IActionResult> OnPostPasskeyAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var (asked, answer) = (passkeys.Brought(Question, actor.Person), Answer);
        await LoadAsync(cancel);
        if (!ModelState.IsValid)
            return this.Refused();
        return asked is null || string.IsNullOrWhiteSpace(answer)
            ? this.Refused(ShowPasskeyHandler.Wrong)
            : await ShowAsync(new ShowPasskey(actor.Person, asked.At, passkeys.SiteOf(HttpContext), asked.Options, answer), cancel);
    }

    private async Task<IActionResult> ShowAsync(ICommand command, CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var outcome = await commands.SendAsync(command, this.From(actor), cancel);
        if (this.NotDone(outcome) is { } again)
        {
            shown.Failed(HttpContext, actor.Person);
            if (outcome is Outcome.Refused refused && FactorRefusals.LockedFor(refused.Refusals) is { } seconds)
                Response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
            return again;
        }
        return LocalRedirect(await shown.OnwardAsync(HttpContext, Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "/account"));
    }

    private async Task<SecondFactor> LoadAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        var factor = (await store.FetchAsync<SecondFactor>(SecondFactor.IdOf(actor.Person), cancel)).State;
        HasAuthenticator = factor.Authenticator is not null;
        if (factor.Passkeys.Count > 0)
        {
            PasskeyOptions = await passkeys.AskAsync(HttpContext, actor.Person, factor, cancel);
            Question = passkeys.Carry(new Passkeys.Question(actor.Person, time.GetUtcNow(), PasskeyOptions));
            ModelState.Remove(nameof(Question));
            ModelState.Remove(nameof(Answer));
            Answer = null;
        }
        return factor;
    }
}

/// <summary>What follows once somebody has shown a second factor in a browser, or has not.</summary>
public sealed class FactorShown(Sessions sessions, KeptForms forms, SecurityEvents events)
{
    /// <summary>The session knows it; where to go on.</summary>
    public async Task<string> OnwardAsync(HttpContext http, string page, SecurityEvent what = SecurityEvent.FactorShown)
    {
        await sessions.StepUpAsync(http);
        events.Note(what, http, Actors.PersonOf(http.User));
        return await forms.OnwardAsync(http, page);
    }

    public void Failed(HttpContext http, Guid person) => events.Note(SecurityEvent.FactorFailed, http, person);
}
