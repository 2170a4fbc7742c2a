using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

public sealed class SpendModule : Module
{
    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton<SpendReading>()
            .AddSingleton<IDocumentReaders, SpendReaders>()
            .AddNavigation("Paid invoices", "/spend", order: 42, shownTo: who => who.Has(Roles.ContractManager), area: Area.Contracts);

    public override void Routes(IEndpointRouteBuilder routes)
    {
        DefineLocalAreaHandler.Map(routes);
        TakeInPaidInvoicesHandler.Map(routes);
        TakeBackPaidInvoicesHandler.Map(routes);
        ShowSpend.Map(routes);
    }
}
