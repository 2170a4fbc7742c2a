using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class NewCandidateNoticePage(Actors actors, Acting acting, IDocumentStore store, Carried carried)
    : NewCandidatePage(actors, acting, store, carried)
{
    [BindProperty]
    public string? NoticeLanguage { get; set; }

    [BindProperty, Display(Name = "The day of the notice")]
    public DateOnly? NoticeGivenOn { get; set; }

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        (NoticeLanguage, NoticeGivenOn) = (Draft.NoticeLanguage, Draft.NoticeGivenOn);
        return Draft.Rules is null ? Redirect("/candidates/new") : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        Keep(
            Draft with
            {
                NoticeLanguage = NoticeLanguage is { Length: > 200 } ? NoticeLanguage[..200] : NoticeLanguage ?? "",
                NoticeGivenOn = NoticeGivenOn,
            }
        );
        return Then("/check", ["noticeLanguage", "noticeGivenOn"]);
    }
}
