using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.SocialValue;

public sealed class SocialValueModule : Module
{
    public override IEnumerable<TableView> Views => [new Frameworks()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddNavigation("Your frameworks", "/frameworks", order: 43, shownTo: who => who.Has(Roles.Author), area: Area.Contracts);

    public override void Routes(IEndpointRouteBuilder routes)
    {
        BeginFrameworkHandler.Map(routes);
        SetFrameworkMetricHandler.Map(routes);
        RemoveFrameworkMetricHandler.Map(routes);
        PublishFrameworkEditionHandler.Map(routes);
        WithdrawFrameworkEditionHandler.Map(routes);
        ImportCatalogueHandler.Map(routes);
        Frameworks.Map(routes);
    }
}
