using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.OpenData;

public sealed class OpenDataModule : Module
{
    public override IEnumerable<View> Views { get; } = [new OrganisationNames(), new Releases()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services.AddSingleton<ReleasePackages>().AddSingleton<StoreKind>();

    public override void Routes(IEndpointRouteBuilder routes) => ReleaseFeed.Map(routes);
}
