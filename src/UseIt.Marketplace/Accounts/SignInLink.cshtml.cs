using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// Signs in by a link once. To look at it does not spend it: mail scanners look at every link. The key stands after the #, which no browser
/// sends and no log of a server or proxy holds; it comes by the form alone.
/// </summary>
[ForAnyone]
[CountsAs(Counted.SignIn)]
public sealed class SignInLinkPage(SignInLinks links, Door door) : PageModel
{
    public static readonly Refusal Spent = new("sign-in-link-spent", "Key", "This link was used before or is too old. Ask for a new one");

    [BindProperty]
    public string? Key { get; set; }

    public void OnGet() { }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel) =>
        await door.EnterAsync(HttpContext, await links.SpendAsync(Key?.Trim() ?? "", cancel)) is { } then
            ? LocalRedirect(then)
            : this.Refused(Spent);
}
