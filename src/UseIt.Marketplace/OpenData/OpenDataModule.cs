using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.OpenData;

public sealed class OpenDataModule : Module
{
    public override IEnumerable<TableView> Views { get; } = [new OrganisationNames(), new Releases()];

    public override void Services(IServiceCollection services, Settings settings) =>
        services
            .AddSingleton(s => new ReleasePackages(s.GetRequiredService<NpgsqlDataSource>(), s.GetRequiredService<Releases>().Table))
            .AddSingleton<StoreKind>()
            .AddSingleton<PageRooms>();

    public override void Routes(IEndpointRouteBuilder routes) => ReleaseFeed.Map(routes);
}
