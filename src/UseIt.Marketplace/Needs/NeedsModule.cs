using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

public sealed class NeedsModule : Module
{
    public override IEnumerable<TableView> Views => [new NeedsBoard()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<NeedOverlaps>()
            .AddSingleton<IToDoSource, NeedWaiting>()
            .AddNavigation("Needs", "/needs", order: 34, area: Area.Neighbourhood)
            .AddNavigation(
                "Your needs",
                "/needs/own",
                order: 34,
                shownTo: who => who.Roles.Overlaps(NeedAccess.Posting) || who.Roles.Overlaps(NeedAccess.Offering),
                area: Area.Neighbourhood
            );

    public override void Routes(IEndpointRouteBuilder routes)
    {
        PostNeedHandler.Map(routes);
        WithdrawNeedHandler.Map(routes);
        OfferForNeedHandler.Map(routes);
        WithdrawNeedOfferHandler.Map(routes);
        AcceptNeedOfferHandler.Map(routes);
        AttributeNeedOfferHandler.Map(routes);
        ReportNeedDoneHandler.Map(routes);
        ConfirmNeedHandler.Map(routes);
        NeedsBoard.Map(routes);
    }
}
