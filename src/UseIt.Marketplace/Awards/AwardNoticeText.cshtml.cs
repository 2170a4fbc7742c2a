using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>What is recorded of an award, in the order of a contract award notice.</summary>
[ForRoles("an author or approver of the buyer", Roles.Author, Roles.Approver)]
public sealed class AwardNoticeTextPage(Actors actors, AwardLetters letters) : PageModel
{
    public Guid Award { get; private set; }
    public string Text { get; private set; } = "";

    public async Task<IActionResult> OnGetAsync(Guid award, CancellationToken cancel)
    {
        if (await letters.NoticeAsync(await actors.OfAsync(HttpContext, cancel), award, cancel) is not { } text)
            return NotFound();
        (Award, Text) = (award, text);
        return Page();
    }
}
