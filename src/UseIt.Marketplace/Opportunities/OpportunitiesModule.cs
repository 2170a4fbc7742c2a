using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

public sealed class OpportunitiesModule : Module
{
    public override IEnumerable<TableView> Views { get; } = [new OpportunitySearch()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddSingleton<SearchOpportunities>().AddNavigation("Find work", "/opportunities", order: 20);

    public override void Routes(IEndpointRouteBuilder routes) => SearchOpportunities.Map(routes);
}
