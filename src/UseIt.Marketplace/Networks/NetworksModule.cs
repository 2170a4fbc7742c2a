using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Networks;

public sealed class NetworksModule : Module
{
    public override IEnumerable<TableView> Views => [new NetworkView(), new GatheringView(), new MarketStatements()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<GatheringOutcomes>()
            .AddSingleton<IToDoSource, NetworkWaiting>()
            .AddNavigation("Networks", "/networks", order: 27, area: Area.Enterprises)
            .AddNavigation(
                "Your networks",
                "/networks/own",
                order: 28,
                shownTo: who => who.Roles.Overlaps(NetworkAccess.Visiting),
                area: Area.Enterprises
            );

    public override void Routes(IEndpointRouteBuilder routes)
    {
        FormNetworkHandler.Map(routes);
        AdmitNetworkMemberHandler.Map(routes);
        EndNetworkMembershipHandler.Map(routes);
        FormClusterHandler.Map(routes);
        PlanGatheringHandler.Map(routes);
        InviteToGatheringHandler.Map(routes);
        AnswerGatheringInvitationHandler.Map(routes);
        RecordAttendanceHandler.Map(routes);
        MakeIntroductionHandler.Map(routes);
        PromiseFollowUpHandler.Map(routes);
        RecordFollowUpHandler.Map(routes);
        LinkIntroductionToTenderHandler.Map(routes);
        RecordMarketStatementHandler.Map(routes);
        PlaceMarketStatementHandler.Map(routes);
        NetworkView.Map(routes);
        GatheringView.Map(routes);
        MarketStatements.Map(routes);
    }
}
