using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

/// <summary>Takes a figure away again.</summary>
public sealed record UnlinkLibraryFigure(Guid ItemId, Guid ReportId, string FigureKey) : Message, ICommand;

public static class UnlinkLibraryFigureHandler
{
    public static Access Authorise(Actor actor, LibraryItem item) => LibraryAccess.ForWriter(actor, item);

    public static Decision Handle(UnlinkLibraryFigure command, LibraryItem item) =>
        item.Stage == LibraryStage.Withdrawn ? LibraryAccess.Withdrawn
        : !item.Figures.Contains((command.ReportId, command.FigureKey)) ? Decision.Nothing
        : Decision.On<LibraryItem>(
            command.ItemId,
            new LibraryFigureUnlinked(command.ItemId, item.Organisation, command.ReportId, command.FigureKey)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<UnlinkLibraryFigure>("POST", "/api/v1/library/{itemId}/figures/removal", LibraryAccess.Writers);
}
