using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>The letter to print before a person is erased.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class ReadErasureLetterPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    PeopleOnPathways people,
    Candidates view,
    ReadYourWrite readYourWrite,
    ErasureLetters letters
) : CandidatePage(actors, acting, store, people, view, readYourWrite)
{
    public async Task<IActionResult> OnGetAsync(Guid candidate, CancellationToken cancel)
    {
        if (!await LoadAsync(candidate, cancel) || !Row.Readable)
            return NotFound();
        var html = await letters.WriteAsync(Person, Today, cancel);
        Response.Headers.ContentSecurityPolicy = StyledPage.Policy(html);
        return Content(html, "text/html; charset=utf-8");
    }
}
