using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Story;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Every way in: a mailed link, the identity provider, and in a demo the choice of whom to be; there is such a choice only where this
/// process is the issuer and the store is a demo.
/// </summary>
[ForAnyone]
[CountsAs(Counted.SignInMail)]
public sealed class SignInPage(
    Settings settings,
    People people,
    Sessions sessions,
    SignInLinks links,
    Carried carried,
    SecurityEvents events,
    NpgsqlDataSource database
) : PageModel
{
    public IReadOnlyList<Figure> People { get; private set; } = [];

    [BindProperty]
    public string? Mail { get; set; }

    [BindProperty(SupportsGet = true)]
    public string? ReturnUrl { get; set; }

    /// <summary>
    /// Why signing in did not lead in: <c>unknown</c>, <c>other-account</c>, <c>disabled</c> or <c>failed</c>.
    /// </summary>
    [BindProperty(SupportsGet = true)]
    public string? Problem { get; set; }

    /// <summary>Whether somebody who is signed in is to prove it once more.</summary>
    [BindProperty(SupportsGet = true)]
    public bool Again { get; set; }

    public bool HasProvider => settings.IdentityProvider is not null;
    public bool ByMail => settings.SignInByMail;

    public Task OnGetAsync(CancellationToken cancel) => LoadAsync(cancel);

    /// <summary>Has a link mailed. What comes back is the same for every address.</summary>
    public async Task<IActionResult> OnPostMailAsync(CancellationToken cancel)
    {
        await LoadAsync(cancel);
        if (!ByMail)
            return NotFound();
        return await AskedMail.AskAsync(this, links, carried, Mail, joining: false, Url.IsLocalUrl(ReturnUrl) ? ReturnUrl : "/", cancel);
    }

    public async Task<IActionResult> OnPostAsync(string? who, CancellationToken cancel)
    {
        await LoadAsync(cancel);
        var figure = People.FirstOrDefault(p => p.Key == who);
        if (figure is null || await people.ByMailAsync(figure.Mail, cancel) is not { } person)
            return Page();
        if (!await sessions.MayAsync(person, cancel))
            return Redirect("/sign-in?problem=disabled");
        events.Note(SecurityEvent.SignedIn, HttpContext, person, "demo");
        await sessions.SignInAsync(HttpContext, person, figure.For.Id, TimeSpan.Zero);
        return LocalRedirect(Url.IsLocalUrl(ReturnUrl) ? ReturnUrl! : "/");
    }

    private async Task LoadAsync(CancellationToken cancel)
    {
        if (settings.BuiltInIssuer && (await StoreMark.ReadAsync(database, cancel)).IsDemo)
            People = Cast.Figures;
    }
}

/// <summary>What this browser asked for: by it alone the code of the mail is worth something.</summary>
public sealed record AskedMail(Guid Link, string Mail, bool Joining)
{
    public const string Name = "use-it-asked-mail";

    // A path of ours is short; what is longer is somebody's invention.
    private const int LongestBack = 2000;

    public static readonly Refusal TooMany = new(
        "sign-in-mails-too-many",
        "Mail",
        $"Several mails were asked for with this address in the last {SignInLinks.Minutes} minutes. Use the newest of them, or try again later"
    );

    /// <summary>Has a link mailed, and leads to where its code is typed.</summary>
    internal static async Task<IActionResult> AskAsync(
        PageModel page,
        SignInLinks links,
        Carried carried,
        string? mail,
        bool joining,
        string? back,
        CancellationToken cancel
    )
    {
        if (!page.ModelState.IsValid)
            return page.Refused();
        if (mail is null || mail.Length > 254 || !MailAddress.Is(mail))
            return page.Refused(MailAddress.Wrong);
        if (await links.AskAsync(mail, joining, back is { Length: <= LongestBack } ? back : null, cancel) is not { } link)
            return page.Refused(TooMany);
        carried.Keep(page.HttpContext, Name, new AskedMail(link, mail.Trim(), joining), TimeSpan.FromMinutes(SignInLinks.Minutes));
        return new RedirectResult("/sign-in/code");
    }
}
