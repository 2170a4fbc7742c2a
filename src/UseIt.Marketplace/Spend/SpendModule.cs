using UseIt.Marketplace.Documents;

namespace UseIt.Marketplace.Spend;

public sealed class SpendModule : Module
{
    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddSingleton<SpendReading>().AddSingleton<IDocumentReaders, SpendReaders>();

    public override void Routes(IEndpointRouteBuilder routes)
    {
        DefineLocalAreaHandler.Map(routes);
        TakeInPaidInvoicesHandler.Map(routes);
        TakeBackPaidInvoicesHandler.Map(routes);
        ShowSpend.Map(routes);
    }
}
