using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Story;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Signs in as somebody of the demo story; there is such a choice only where this process is the issuer and the store is a demo.
/// </summary>
[ForAnyone]
public sealed class SignInPage(Settings settings, People people, Sessions sessions, SecurityEvents events, NpgsqlDataSource database)
    : PageModel
{
    public IReadOnlyList<Figure> People { get; private set; } = [];

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

    public Task OnGetAsync(CancellationToken cancel) => LoadAsync(cancel);

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
