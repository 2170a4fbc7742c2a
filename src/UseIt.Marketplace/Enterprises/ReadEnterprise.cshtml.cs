using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

/// <summary>One enterprise as everybody sees it: what it does, and which criteria of its status an adviser has checked.</summary>
[ForAnyone]
public sealed class ReadEnterprisePage(
    Actors actors,
    SearchEnterprises search,
    EnterpriseProfiles view,
    ReadYourWrite readYourWrite,
    IDocumentStore store
) : PageModel
{
    private DateOnly today;

    public EnterpriseProfile Enterprise { get; private set; } = null!;

    /// <summary>An adviser says what the evidence is worth.</summary>
    public bool MayVerify { get; private set; }

    public async Task<IActionResult> OnGetAsync(Guid organisation, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, view);
        if (await search.OneAsync(organisation, cancel) is not { } found)
            return NotFound();
        (Enterprise, today) = (found, UkTime.DayOf(await store.ClockAsync(cancel)));
        var actor = await actors.OfAsync(HttpContext, cancel);
        MayVerify = actor.Has(Roles.Adviser) || actor.Has(Roles.Administrator);
        return Page();
    }

    public (string Words, string Colour) State(StatusCriterion criterion)
    {
        var evidence = Enterprise.Evidence.Where(e => e.Criterion == criterion && e.Verified != false).ToArray();
        return evidence.Any(e => e.Verified == true && (e.Until is null || e.Until >= today)) ? ("Checked by an adviser", "green")
            : evidence.Any(e => e.Verified == true) ? ("Checked for an earlier time", "yellow")
            : evidence.Length > 0 ? ("Not checked yet", "grey")
            : ("Nothing shown", "grey");
    }
}
