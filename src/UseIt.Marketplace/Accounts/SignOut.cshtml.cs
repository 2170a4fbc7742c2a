using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Accounts;

[ForPeople]
public sealed class SignOutPage(Sessions sessions, SecurityEvents events) : PageModel
{
    public async Task<IActionResult> OnPostAsync()
    {
        events.Note(SecurityEvent.SignedOut, HttpContext, Actors.PersonOf(User));
        await sessions.SignOutAsync(HttpContext);
        return Redirect("/");
    }
}
