using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Library;

public sealed class LibraryModule : Module
{
    public override IEnumerable<TableView> Views => [new LibraryShelf()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddFooter("Library", "/library")
            .AddNavigation("Your writing", "/library/own", order: 33, shownTo: who => who.Roles.Overlaps(LibraryAccess.Writing));

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
