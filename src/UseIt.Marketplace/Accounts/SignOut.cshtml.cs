using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

[ForPeople]
public sealed class SignOutPage(Sessions sessions) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        await sessions.SignOutAsync(HttpContext);
        return Redirect("/");
    }
}
