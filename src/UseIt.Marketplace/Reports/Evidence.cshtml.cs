using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>The facts behind one figure of a report; every figure's link leads here.</summary>
[ForPeople]
public sealed class EvidencePage(Actors actors, IDocumentStore store, ReportKinds kinds) : PageModel
{
    public sealed record Line(Guid Id, string What, DateTimeOffset At, string Says);

    public Guid Report { get; private set; }
    public FigureShown Shown { get; private set; } = null!;
    public string? About { get; private set; }
    public IReadOnlyList<Line> Facts { get; private set; } = [];

    public string Value =>
        Shown.Figure.Value is null
            ? ReportWriter.NotRecorded
            : $"{ReportWriter.Quantity(Shown.Figure.Value)} {Shown.Figure.Unit}{(Shown.Figure.State == FigureState.Unverified ? ", unverified" : "")}";

    public async Task<IActionResult> OnGetAsync(Guid report, string figure, CancellationToken cancel)
    {
        if (await ShowReport.FindAsync(store, kinds, await actors.OfAsync(HttpContext, cancel), report, cancel) is not { } run)
            return NotFound();
        var model = kinds.Read(run);
        if (await ShowReport.FigureAsync(store, model, figure, cancel) is not { } shown)
            return NotFound();
        (Report, Shown) = (report, shown);
        About = model.About(figure);
        Facts = [.. shown.Facts.Select(f => new Line(f.Id, FactWords.What(f.Data), f.At, FactWords.Says(f.Data)))];
        return Page();
    }
}
