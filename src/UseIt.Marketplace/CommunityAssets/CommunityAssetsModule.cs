using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

public sealed class CommunityAssetsModule : Module
{
    public override IEnumerable<TableView> Views => [new Assets(), new Bridges()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<AssetRooms>()
            .AddSingleton<AssetReminders>()
            .AddSingleton<IToDoSource>(s => s.GetRequiredService<AssetReminders>())
            .AddSingleton<AssetImports>()
            .AddNavigation(
                "Your map",
                "/assets/kept",
                order: 35,
                shownTo: who => who.ActsFor(who.Organisation, AssetAccess.Keeping),
                area: Area.Neighbourhood
            )
            .AddNavigation("Assets", "/assets", order: 36, area: Area.Neighbourhood);

    public override void Routes(IEndpointRouteBuilder routes)
    {
        MapAssetHandler.Map(routes);
        DescribeAssetHandler.Map(routes);
        AgreeAssetPublicityHandler.Map(routes);
        WithdrawAssetPublicityHandler.Map(routes);
        TakeAssetOffMapHandler.Map(routes);
        RecordCommunityValueHandler.Map(routes);
        ProposeBridgeHandler.Map(routes);
        MoveBridgeHandler.Map(routes);
        RecordBridgeOutcomeHandler.Map(routes);
        RecordUnintendedSuccessHandler.Map(routes);
        HandOverBridgeHandler.Map(routes);
        Assets.Map(routes);
        Bridges.Map(routes);
    }
}
