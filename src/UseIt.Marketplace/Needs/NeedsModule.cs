using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

public sealed class NeedsModule : Module
{
    public override IEnumerable<TableView> Views => [new NeedsBoard()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<NeedOverlaps>()
            .AddSingleton<NeedWaiting>()
            .AddNavigation("Needs", "/needs", order: 32, shownTo: who => who.Person == Guid.Empty)
            .AddNavigation(
                "Needs board",
                "/needs/own",
                order: 32,
                shownTo: who => who.Roles.Overlaps(NeedAccess.Posting) || who.Roles.Overlaps(NeedAccess.Offering)
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
