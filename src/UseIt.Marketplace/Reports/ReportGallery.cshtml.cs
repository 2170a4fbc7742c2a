using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>The kinds of reports that the reader can run, all of them or those about one thing.</summary>
[ForPeople]
public sealed class ReportGalleryPage(Actors actors, ReportKinds kinds, ReportTemplates templates) : PageModel
{
    public sealed record Offered(ReportKind Kind, Guid? Subject, IReadOnlyList<string> Parts);

    [BindProperty(SupportsGet = true)]
    public Guid? About { get; set; }

    public IReadOnlyList<Offered> Kinds { get; private set; } = [];

    public async Task OnGetAsync(CancellationToken cancel)
    {
        var actor = await actors.OfAsync(HttpContext, cancel);
        List<Offered> offered = [];
        foreach (var kind in kinds.All)
            if (About is { } about)
            {
                if (await kind.MayAsync(actor, about, cancel))
                    offered.Add(new Offered(kind, about, await templates.PartsAsync(kind.Name, cancel)));
            }
            else if (await kind.OfferedAsync(actor, cancel) is { Count: > 0 } subjects)
                offered.Add(new Offered(kind, subjects.Count == 1 ? subjects[0].Id : null, await templates.PartsAsync(kind.Name, cancel)));
        Kinds = offered;
    }
}
