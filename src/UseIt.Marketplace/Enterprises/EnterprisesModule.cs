using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Enterprises;

public sealed class EnterprisesModule : Module
{
    public override IEnumerable<TableView> Views { get; } = [new EnterpriseProfiles()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<SearchEnterprises>()
            .AddNavigation("Find enterprises", "/enterprises", order: 25, area: Area.Enterprises)
            .AddNavigation(
                "Your enterprise",
                "/enterprise",
                order: 24,
                shownTo: who => who.Roles.Overlaps(Roles.Enterprise),
                area: Area.Enterprises
            );

    public override void Routes(IEndpointRouteBuilder routes)
    {
        RegisterEnterpriseHandler.Map(routes);
        RecordStatusEvidenceHandler.Map(routes);
        RecordAnnualStatementHandler.Map(routes);
        StateSocialReturnHandler.Map(routes);
        VerifyStatusEvidenceHandler.Map(routes);
        DeclareCapabilityHandler.Map(routes);
        WithdrawCapabilityHandler.Map(routes);
        AddBidReadyItemHandler.Map(routes);
        RemoveBidReadyItemHandler.Map(routes);
        ChangeProfileHandler.Map(routes);
        WithdrawStatusEvidenceHandler.Map(routes);
        EnterpriseProfiles.Map(routes);
    }
}
