using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>The letter of the offer, to print.</summary>
[ForPeople]
public sealed class GrantLetterPage(PageRooms rooms, GrantView grants, GrantLetters letters) : GrantPage(rooms, grants)
{
    public async Task<IActionResult> OnGetAsync(Guid grant, CancellationToken cancel)
    {
        if (!await LoadAsync(grant) || await letters.WriteAsync(Row, cancel) is not { } html)
            return NotFound();
        Response.Headers.ContentSecurityPolicy = StyledPage.Policy(html);
        return Content(html, "text/html; charset=utf-8");
    }
}
