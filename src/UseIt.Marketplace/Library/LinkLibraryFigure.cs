using Marten;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

/// <summary>
/// Puts a figure of a report beside an item, as the report says it: the same value, cut and digest. A report never changes, so neither does
/// the figure.
/// </summary>
public sealed record LinkLibraryFigure(Guid ItemId, Guid ReportId, string FigureKey) : Message, ICommand;

public static class LinkLibraryFigureHandler
{
    // What was bid stays between the buyer's deciders.
    private const string Comparison = "bidder-comparison";

    // An enterprise's own turnover and jobs are its own to tell.
    private static readonly string[] Own = ["enterprise-growth", "impact"];

    public static readonly Refusal NoReport = new("report-unknown", "reportId", "Choose a report that you may read and publish from");
    public static readonly Refusal NoFigure = new(
        "figure-unknown",
        "figureKey",
        "Choose a figure of that report which has a value and can be opened to its facts"
    );

    public sealed record Found(LinkedFigure? Figure, bool MayPublish);

    public static Access Authorise(Actor actor, LibraryItem item) => LibraryAccess.ForWriter(actor, item);

    public static async Task<Found> Load(
        LinkLibraryFigure command,
        Actor actor,
        IDocumentStore store,
        ReportKinds kinds,
        CancellationToken cancel
    ) =>
        await ShowReport.FindAsync(store, kinds, actor, command.ReportId, cancel) is { } run && MayPublish(actor, run)
            ? new Found(Offered(kinds, run).FirstOrDefault(f => f.FigureKey == command.FigureKey), true)
            : new Found(null, false);

    /// <summary>Whether figures of a report this actor may read may also be told to everybody.</summary>
    public static bool MayPublish(Actor actor, ReportRun run) =>
        run.Kind != Comparison && (!Own.Contains(run.Kind) || actor.ActsFor(run.SubjectId));

    /// <summary>The figures of a report that can stand beside an item: those that say something, and on which facts.</summary>
    public static IEnumerable<LinkedFigure> Offered(ReportKinds kinds, ReportRun run)
    {
        var model = kinds.Read(run);
        // How sure a figure is stands in its line where the figure itself does not say it.
        var lines = model.Rows().Where(r => r.Key is not null).DistinctBy(r => r.Key).ToDictionary(r => r.Key!, r => r.State);
        return from figure in model.Figures()
            where figure.Value is not null && figure.Events.Count > 0
            select new LinkedFigure(
                run.ReportId,
                run.Kind,
                figure.Key,
                model.About(figure.Key) is { } about ? $"{figure.Label}: {about}" : figure.Label,
                figure.Value!.Value,
                figure.Unit,
                figure.State ?? lines.GetValueOrDefault(figure.Key),
                figure.AsAt,
                figure.Source,
                model.DataCut,
                run.Checksum
            );
    }

    public static Decision Handle(LinkLibraryFigure command, LibraryItem item, Found found) =>
        item.Stage == LibraryStage.Withdrawn ? LibraryAccess.Withdrawn
        : !found.MayPublish ? NoReport
        : found.Figure is not { } figure ? NoFigure
        : item.Figures.Contains((command.ReportId, command.FigureKey)) ? Decision.Nothing
        : Decision.On<LibraryItem>(command.ItemId, new LibraryFigureLinked(command.ItemId, item.Organisation, figure));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<LinkLibraryFigure>("POST", "/api/v1/library/{itemId}/figures", LibraryAccess.Writers);
}
