using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

[ForRoles("advisers and programme managers", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class OutcomeCountsPage(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    OutcomeCounts counts,
    Candidates view,
    ReadYourWrite readYourWrite
) : SkillsPage(actors, acting, store)
{
    public OutcomesAnswer Found { get; private set; } = new(false, []);

    public static string Shown(int? count) => count?.ToString("#,##0", CultureInfo.InvariantCulture) ?? SmallNumbers.NotShown;

    public async Task<IActionResult> OnGetAsync(CancellationToken cancel)
    {
        if (!await BeginAsync(cancel))
            return NotFound();
        await readYourWrite.WaitAsync(HttpContext, view);
        Found = await counts.OfAsync(Who, Own, Today, cancel);
        return Page();
    }
}
