using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>The letter to print before somebody's account is erased.</summary>
[ForRoles("an administrator of the platform", Roles.Administrator)]
public sealed class ReadAccountLetterPage(Actors actors, Colleagues colleagues, ReadAudit audit, IDocumentStore store, LetterWriter letters)
    : PageModel
{
    public async Task<IActionResult> OnGetAsync(Guid person, CancellationToken cancel)
    {
        if (await store.FetchAsync<Person>(person, cancel) is not { Exists: true, State.Erased: false })
            return NotFound();
        await audit.NoteAsync(await actors.OfAsync(HttpContext, cancel), "person", person, "erasure", cancel);
        var name = (await colleagues.NamesAsync([person], cancel))[person];
        var written = await letters.WriteAsync(
            AccountLetters.Erasure,
            new AccountErasureLetter(name, UkTime.DayOf(await store.ClockAsync(cancel))),
            cancel
        );
        Response.Headers.ContentSecurityPolicy = StyledPage.Policy(written.Text);
        return Content(written.Text, "text/html; charset=utf-8");
    }
}
