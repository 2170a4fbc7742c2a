using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>The award letter, or the assessment summary, as a page to print.</summary>
[ForPeople]
public sealed class AwardLetterPage(Actors actors, AwardLetters letters) : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid award, Guid? bid, CancellationToken cancel)
    {
        if (await letters.LetterAsync(await actors.OfAsync(HttpContext, cancel), award, bid, cancel) is not { } html)
            return NotFound();
        Response.Headers.ContentSecurityPolicy = StyledPage.Policy(html);
        return Content(html, "text/html; charset=utf-8");
    }
}
