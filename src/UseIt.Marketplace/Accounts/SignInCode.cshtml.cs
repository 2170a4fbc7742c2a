using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

/// <summary>Says that a mail is on its way, and takes its code. It says the same whether anybody is known by the address.</summary>
[ForAnyone]
[CountsAs(Counted.SignIn)]
public sealed class SignInCodePage(SignInLinks links, Door door, Carried carried) : PageModel
{
    public static readonly Refusal Missing = new("sign-in-code-missing", "Code", "Enter the code from the mail");
    public static readonly Refusal Wrong = new(
        "sign-in-code-wrong",
        "Code",
        "This is not the code of the newest mail, or it is too old. Check it, or ask for a new one"
    );

    [BindProperty]
    public string? Code { get; set; }

    public AskedMail? Asked { get; private set; }

    public IActionResult OnGet() => (Asked = carried.Of<AskedMail>(HttpContext, AskedMail.Name)) is null ? Redirect("/sign-in") : Page();

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        Asked = carried.Of<AskedMail>(HttpContext, AskedMail.Name);
        if (!ModelState.IsValid)
            return this.Refused();
        if (string.IsNullOrWhiteSpace(Code))
            return this.Refused(Missing);
        var proven = Asked is null ? null : await links.SpendAsync(Asked.Link, Code, cancel);
        if (await door.EnterAsync(HttpContext, proven) is { } then)
            return LocalRedirect(then);
        return this.Refused(Wrong);
    }
}
