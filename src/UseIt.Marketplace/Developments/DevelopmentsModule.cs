using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Home;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

public sealed class DevelopmentsModule : Module
{
    public override IEnumerable<TableView> Views => [new DevelopmentView(), new ObligationFlows()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<IToDoSource, DevelopmentWaiting>()
            .AddNavigation("Developments", "/developments", order: 37, area: Area.Neighbourhood)
            .AddNavigation(
                "Your developments",
                "/developments/own",
                order: 38,
                shownTo: who => who.Roles.Overlaps(DevelopmentAccess.Running),
                area: Area.Neighbourhood
            );

    public override void Routes(IEndpointRouteBuilder routes)
    {
        RegisterDevelopmentHandler.Map(routes);
        AddDevelopmentPhaseHandler.Map(routes);
        AgreeObligationHandler.Map(routes);
        RecordSiteProgressHandler.Map(routes);
        RecordObligationDeliveryHandler.Map(routes);
        DischargeObligationHandler.Map(routes);
        AppointMainContractorHandler.Map(routes);
        ExpectPackageHandler.Map(routes);
        LetPackageHandler.Map(routes);
        DeclareShareHandler.Map(routes);
        SetPackageAsideHandler.Map(routes);
        PassOnObligationHandler.Map(routes);
        AcceptPassedOnHandler.Map(routes);
        DeliverPassedOnHandler.Map(routes);
        DecidePassedOnHandler.Map(routes);
        DevelopmentView.Map(routes);
        ObligationFlows.Map(routes);
    }
}
