using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>A pathway's privacy notice in one language, to show and to print.</summary>
[ForRoles("advisers and programme managers", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ReadPrivacyNoticePage(Actors actors, Acting acting, IDocumentStore store, PrivacyNotices notices)
    : SkillsPage(actors, acting, store)
{
    public async Task<IActionResult> OnGetAsync(string pathway, string language, CancellationToken cancel)
    {
        if (
            !await BeginAsync(cancel)
            || PathwayRules.Of(pathway) is not { } rules
            || PrivacyNotices.Languages.FirstOrDefault(l => l.Code == language) is not { } found
            || await notices.WriteAsync(Own, rules, found, cancel) is not { } notice
        )
            return NotFound();
        Response.Headers.ContentSecurityPolicy = StyledPage.Policy(notice.Html);
        return Content(notice.Html, "text/html; charset=utf-8");
    }
}
