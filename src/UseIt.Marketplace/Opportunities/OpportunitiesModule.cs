using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Opportunities;

public sealed class OpportunitiesModule : Module
{
    public override IEnumerable<TableView> Views { get; } = [new OpportunitySearch(), new SavedSearches()];

    public override void Services(IServiceCollection services, Settings settings)
    {
        services
            .AddSingleton<SearchOpportunities>()
            .AddSingleton<SearchAlerts>()
            .AddNavigation("Find work", "/opportunities", order: 20, area: Area.Work);
        if (settings.Works)
            services.AddHostedService(s => s.GetRequiredService<SearchAlerts>());
    }

    public override void Routes(IEndpointRouteBuilder routes)
    {
        SearchOpportunities.Map(routes);
        SaveSearchHandler.Map(routes);
        ChangeSearchAlertsHandler.Map(routes);
        ForgetSearchHandler.Map(routes);
        SavedSearches.Map(routes);
    }
}
