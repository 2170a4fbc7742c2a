using System.ComponentModel.DataAnnotations;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("an adviser", Roles.Adviser)]
public sealed class NewCandidateNoticePage(Actors actors, Acting acting, IDocumentStore store, Carried carried, PrivacyNotices notices)
    : NewCandidatePage(actors, acting, store, carried)
{
    [BindProperty]
    public string? NoticeLanguage { get; set; }

    [BindProperty, Display(Name = "The day of the notice")]
    public DateOnly? NoticeGivenOn { get; set; }

    [BindProperty]
    public string? NoticeVersion { get; set; }

    public IReadOnlyList<NoticeTextsOf> Texts { get; private set; } = [];

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        Texts = await NoticeTextsOf.ReadAsync(notices, Own, Draft.Rules, cancel);
        (NoticeLanguage, NoticeGivenOn, NoticeVersion) = (Draft.NoticeLanguage, Draft.NoticeGivenOn, Draft.NoticeVersion);
        return Draft.Rules is null ? Redirect("/candidates/new") : Page();
    }

    public async Task<IActionResult> OnPostAsync(CancellationToken cancel)
    {
        if (!await LoadAsync(cancel))
            return NotFound();
        Texts = await NoticeTextsOf.ReadAsync(notices, Own, Draft.Rules, cancel);
        Keep(
            Draft with
            {
                NoticeLanguage = NoticeLanguage is { Length: > 200 } ? NoticeLanguage[..200] : NoticeLanguage ?? "",
                NoticeGivenOn = NoticeGivenOn,
                NoticeVersion = NoticeVersion is { Length: > 20 } ? NoticeVersion[..20] : NoticeVersion,
            }
        );
        return Then("/check", ["noticeLanguage", "noticeGivenOn", "noticeVersion"]);
    }
}
