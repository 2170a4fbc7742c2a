using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Where somebody new begins: for whom it is, how long it takes, what to have at hand.</summary>
[ForAnyone]
public sealed class CreateAccountPage(Settings settings) : PageModel
{
    public IActionResult OnGet() => settings.SignInByMail ? Page() : NotFound();
}

/// <summary>Proves an address before there is an account. It answers the same to whoever has one: the mail signs that person in.</summary>
[ForAnyone]
[CountsAs(Counted.SignInMail)]
public sealed class RegisterMailPage(Settings settings, SignInLinks links, Carried carried) : PageModel
{
    [BindProperty]
    public string? Mail { get; set; }

    public IActionResult OnGet() => settings.SignInByMail ? Page() : NotFound();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel) =>
        settings.SignInByMail
            ? await AskedMail.AskAsync(this, links, carried, Mail, joining: true, "/register/organisation", cancel)
            : NotFound();
}
