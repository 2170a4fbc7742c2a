using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

[ForPeople]
public sealed partial class LinkLibraryFigurePage(PageRooms rooms, LibraryShelf shelf, ReportKinds kinds) : LibraryPage(rooms, shelf)
{
    [BindProperty(SupportsGet = true)]
    public string? Report { get; set; }

    [BindProperty]
    public Guid ReportId { get; set; }

    [BindProperty]
    public string? FigureKey { get; set; }

    public IReadOnlyList<Choice> Offered { get; private set; } = [];

    private Guid Asked => Report is not null && Id().Match(Report) is { Success: true } id ? Guid.Parse(id.Value, null) : Guid.Empty;

    public async Task<IActionResult> OnGetAsync(Guid item, CancellationToken cancel) => await FindAsync(item, cancel) ? Page() : NotFound();

    public async Task<IActionResult> OnPostLinkAsync(Guid item, CancellationToken cancel) =>
        await FindAsync(item, cancel)
            ? await DoAsync(
                new LinkLibraryFigure(item, Asked, FigureKey ?? ""),
                "The figure stands beside the text",
                Back,
                field => field == "reportId" ? "report" : field
            )
            : NotFound();

    public async Task<IActionResult> OnPostRemoveAsync(Guid item, CancellationToken cancel) =>
        await FindAsync(item, cancel)
            ? await DoAsync(new UnlinkLibraryFigure(item, ReportId, FigureKey ?? ""), "The figure is taken away", Back)
            : NotFound();

    private async Task<bool> FindAsync(Guid item, CancellationToken cancel)
    {
        if (!await LoadAsync(item))
            return false;
        if (
            Asked != Guid.Empty
            && await ShowReport.FindAsync(Rooms.Store, kinds, Who, Asked, cancel) is { } run
            && LinkLibraryFigureHandler.MayPublish(Who, run)
        )
            Offered =
            [
                .. LinkLibraryFigureHandler
                    .Offered(kinds, run)
                    .Select(f => new Choice(f.FigureKey, $"{f.Label}: {LibraryWords.Of(f)}", f.State)),
            ];
        return true;
    }

    [GeneratedRegex("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")]
    private static partial Regex Id();
}
