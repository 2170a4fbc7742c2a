using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

/// <summary>A notice of another publisher; a tender of ours has its own page.</summary>
[ForAnyone]
public sealed class ReadOpportunityPage(
    SearchOpportunities search,
    OpportunitySearch view,
    IDocumentStore store,
    ReadYourWrite readYourWrite
) : PageModel
{
    public OpportunityAnswer Opportunity { get; private set; } = null!;
    public DateTimeOffset Now { get; private set; }

    public static string StatusWord(OpportunityStatus status) =>
        status switch
        {
            OpportunityStatus.Planned => "Planned",
            OpportunityStatus.Closed => "Closed",
            OpportunityStatus.Awarded => "Awarded",
            OpportunityStatus.Withdrawn => "Withdrawn",
            OpportunityStatus.Unsuccessful => "Ended without an award",
            _ => "Open",
        };

    public static IEnumerable<string> Paragraphs(string text) =>
        text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public async Task<IActionResult> OnGetAsync(Guid id, CancellationToken cancel)
    {
        await readYourWrite.WaitAsync(HttpContext, view);
        if (await search.ByIdAsync(id, cancel) is not { } found)
            return NotFound();
        if (found.Publisher is null)
            return Redirect($"/tenders/{id}");
        Opportunity = found;
        Now = await store.ClockAsync(cancel);
        return Page();
    }
}
