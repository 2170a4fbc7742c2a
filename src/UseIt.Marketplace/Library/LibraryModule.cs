using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

public sealed class LibraryModule : Module
{
    public override IEnumerable<TableView> Views => [new LibraryShelf()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddNavigation("Library", "/library", order: 48, area: Area.Results)
            .AddNavigation(
                "Your writing",
                "/library/own",
                order: 49,
                shownTo: who => who.Roles.Overlaps(LibraryAccess.Writing),
                area: Area.Results
            );

    public override void Routes(IEndpointRouteBuilder routes)
    {
        DraftLibraryItemHandler.Map(routes);
        ReviseLibraryItemHandler.Map(routes);
        LinkLibraryFigureHandler.Map(routes);
        UnlinkLibraryFigureHandler.Map(routes);
        PublishLibraryItemHandler.Map(routes);
        WithdrawLibraryItemHandler.Map(routes);
        LibraryShelf.Map(routes);
        LibraryFeed.Map(routes);
    }
}
