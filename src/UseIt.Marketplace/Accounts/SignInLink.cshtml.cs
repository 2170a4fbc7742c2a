using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>Signs in by a link once. To look at it does not spend it: mail scanners look at every link.</summary>
[ForAnyone]
public sealed class SignInLinkPage(SignInLinks links, Door door) : PageModel
{
    public static readonly Refusal Spent = new("sign-in-link-spent", null, "This link was used before or is too old. Ask for a new one");

    [BindProperty(SupportsGet = true)]
    public string? Key { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel) =>
        await links.SpendAsync(Key ?? "", cancel) is { } person
            ? LocalRedirect(await door.EnterAsync(HttpContext, person, "/account", TimeSpan.Zero))
            : this.Refused(Spent);
}
