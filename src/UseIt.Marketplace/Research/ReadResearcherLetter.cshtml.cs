using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>The letter to print before a researcher is erased.</summary>
[ForRoles("a coordinator of research", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ReadResearcherLetterPage(ResearchRooms rooms, Vault vault, ResearcherLetters letters) : ResearcherPage(rooms)
{
    public async Task<IActionResult> OnGetAsync(Guid researcher, CancellationToken cancel)
    {
        if (!await LoadAsync(researcher))
            return NotFound();
        var contact = (await vault.RevealAsync(researcher, [Row.Contact], cancel))[0] ?? "";
        var html = await letters.WriteAsync(Row, Name, contact, Today, cancel);
        Response.Headers.ContentSecurityPolicy = StyledPage.Policy(html);
        return Content(html, "text/html; charset=utf-8");
    }
}
