using System.Globalization;
using Marten;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.RazorPages;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>The facts behind one figure of a report; every figure's link leads here.</summary>
[ForPeople]
public sealed class EvidencePage(Actors actors, IDocumentStore store) : PageModel
{
    public sealed record Line(Guid Id, string What, DateTimeOffset At, string Says);

    public Guid Report { get; private set; }
    public FigureShown Shown { get; private set; } = null!;
    public string? About { get; private set; }
    public IReadOnlyList<Line> Facts { get; private set; } = [];

    public string Value => Shown.Figure.Value is { } value ? $"{Number(value)} {Shown.Figure.Unit}" : ReportWriter.NotRecorded;

    public async Task<IActionResult> OnGetAsync(Guid report, string figure, CancellationToken cancel)
    {
        if (
            await ShowReport.FindAsync(store, await actors.OfAsync(HttpContext, cancel), report, cancel) is not { } run
            || await ShowReport.FigureAsync(store, run, figure, cancel) is not { } shown
        )
            return NotFound();
        (Report, Shown) = (report, shown);
        About = ShowReport.Model(run).Commitments.FirstOrDefault(c => c.Figures().Any(f => f.Key == figure))?.Title;
        Facts = [.. shown.Facts.Select(f => new Line(f.Id, What(f.Data), f.At, Says(f.Data)))];
        return Page();
    }

    private static string What(object fact) =>
        fact switch
        {
            CommitmentPromised => "Promised in the winning bid",
            CommitmentContracted => "Taken into the contract",
            CommitmentVaried => "Changed",
            CommitmentLapsed => "Lapsed",
            EvidenceRecorded => "Evidence recorded",
            EvidenceVerified => "Evidence verified",
            EvidenceDisputed => "Evidence disputed",
            EvidenceCorrected => "Evidence corrected",
            EvidenceWithdrawn => "Evidence withdrawn",
            _ => fact.GetType().Name,
        };

    private static string Says(object fact) =>
        fact switch
        {
            CommitmentPromised e => $"{Number(e.Quantity)} {e.Metric.Unit}: {e.Promise}",
            CommitmentContracted e => e.Due is { } due ? $"Due by {UkTime.Display(due)}" : "",
            CommitmentVaried e => $"To {Number(e.Quantity)}: {e.Reason}",
            CommitmentLapsed e => e.Reason,
            EvidenceRecorded e => $"{Number(e.Quantity)}: {e.Statement}",
            EvidenceVerified e => e.Remark is null ? Number(e.Quantity) : $"{Number(e.Quantity)}: {e.Remark}",
            EvidenceDisputed e => e.Reason,
            EvidenceCorrected e => $"To {Number(e.Quantity)}: {e.Reason}",
            EvidenceWithdrawn e => e.Reason,
            _ => "",
        };

    private static string Number(decimal value) => value.ToString("#,##0.####", CultureInfo.InvariantCulture);
}
