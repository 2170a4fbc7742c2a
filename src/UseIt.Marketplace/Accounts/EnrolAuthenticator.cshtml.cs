using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>Sets up an authenticator app: the key as a picture and in words, and a code that proves the app has it.</summary>
[ForPeople]
[CountsAs(Counted.SignIn)]
public sealed class EnrolAuthenticatorPage(
    Actors actors,
    Me me,
    Commands commands,
    Carried carried,
    FactorShown shown,
    Sessions sessions,
    IDocumentStore store
) : PageModel
{
    public const string Path = "/account/second-factor/authenticator";
    private const string Cookie = "use-it-authenticator";
    private static readonly TimeSpan Lasting = TimeSpan.FromMinutes(30);

    private sealed record Offered(Guid Person, string Secret);

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    [BindProperty]
    public string? Code { get; set; }

    public string Secret { get; private set; } = "";
    public string Picture { get; private set; } = "";

    /// <summary>Where to go on, once it is set up.</summary>
    public string? Next { get; private set; }

    /// <summary>Shown this once.</summary>
    public IReadOnlyList<string> RecoveryCodes { get; private set; } = [];

    public OtherSessions Others { get; private set; } = new(0, Path);

    public static string For(string? page) => page is null ? Path : $"{Path}?returnUrl={Uri.EscapeDataString(page)}";

    /// <summary>The key in groups of four, as people read it aloud.</summary>
    public string Spelled => string.Join(' ', Secret.Chunk(4).Select(c => new string(c)));

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await TurnedAwayAsync(actor, cancel) is { } elsewhere)
            return elsewhere;
        await OfferAsync(actor, OfferedTo(actor) ?? Authenticator.NewSecret(), cancel);
        return Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        if (await TurnedAwayAsync(actor, cancel) is { } elsewhere)
            return elsewhere;
        if (OfferedTo(actor) is not { } secret)
            return Redirect(For(ReturnUrl));
        await OfferAsync(actor, secret, cancel);
        if (!ModelState.IsValid)
            return this.Refused();
        if (string.IsNullOrWhiteSpace(Code))
            return this.Refused(FactorRefusals.CodeMissing);
        var outcome = await commands.SendAsync(new EnrolAuthenticator(actor.Person, secret, Code), this.From(actor), cancel);
        if (this.NotDone(outcome) is { } again)
            return again;
        carried.Drop(HttpContext, Cookie);
        Next = await shown.OnwardAsync(
            HttpContext,
            Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : SecondFactorPage.Path,
            SecurityEvent.FactorEnrolled
        );
        RecoveryCodes = Codes.Of(outcome);
        Others = await OtherSessions.OfAsync(sessions, HttpContext, actor, Next);
        return RecoveryCodes.Count > 0 || Others.Number > 0 ? Page() : LocalRedirect(Next);
    }

    private string? OfferedTo(Actor actor) =>
        carried.Of<Offered>(HttpContext, Cookie) is { } offered && offered.Person == actor.Person ? offered.Secret : null;

    private async Task OfferAsync(Actor actor, string secret, CancellationToken cancel)
    {
        Secret = secret;
        Picture = Authenticator.PictureOf(Authenticator.AddressOf(secret, (await me.OfAsync(actor, cancel)).Mail));
        carried.Keep(HttpContext, Cookie, new Offered(actor.Person, secret), Lasting);
    }

    private async Task<IActionResult?> TurnedAwayAsync(Actor actor, CancellationToken cancel)
    {
        var factor = (await store.FetchAsync<SecondFactor>(SecondFactor.IdOf(actor.Person), cancel)).State;
        return TurnedAway(EnrolAuthenticatorHandler.WhyNot(factor, actor), For(ReturnUrl));
    }

    /// <summary>Where somebody goes first who may not change their factors yet.</summary>
    internal static IActionResult? TurnedAway(Refusal? why, string here) =>
        why == FactorRefusals.ShowFirst ? new RedirectResult(ShowFactorPage.For(here))
        : why == FactorRefusals.SignInFirst ? new RedirectResult($"/sign-in?again=true&returnUrl={Uri.EscapeDataString(here)}")
        : null;
}
