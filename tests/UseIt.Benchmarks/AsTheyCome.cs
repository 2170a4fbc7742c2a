using JasperFx;
using JasperFx.CodeGeneration;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Wolverine;
using Wolverine.Marten;

namespace UseIt.Benchmarks;

public sealed record PriceLotPlainly(Guid PlainTenderId);

public sealed class PlainTender
{
    public Guid Id { get; set; }
    public int Lots { get; set; }
    public decimal Value { get; set; }
    public string Title { get; set; } = "";

    public void Apply(TenderDrafted fact) => Title = fact.Title;

    public void Apply(LotPriced fact) => (Value, Lots) = (Value + fact.Value, Lots + 1);
}

[AggregateHandler]
public static class PriceLotPlainlyHandler
{
    public static LotPriced Handle(PriceLotPlainly command, PlainTender tender) => World.Lot(tender.Lots);
}

/// <summary>
/// Marten and Wolverine as they come: their defaults, one handler of their own kind, no guards, clock or keys; on a database of its own.
/// </summary>
public sealed class AsTheyCome : IAsyncDisposable
{
    private readonly IHost host;

    private AsTheyCome(IHost host) => this.host = host;

    public static async Task<AsTheyCome> OpenAsync(string connection)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder
            .Services.AddSingleton(_ => World.Source(connection))
            .AddMarten(o => o.AutoCreateSchemaObjects = AutoCreate.All)
            .UseLightweightSessions()
            .UseNpgsqlDataSource()
            .IntegrateWithWolverine();
        builder.Services.AddWolverine(o =>
        {
            o.ApplicationAssembly = typeof(AsTheyCome).Assembly;
            o.CodeGeneration.TypeLoadMode = TypeLoadMode.Dynamic;
            o.Durability.Mode = DurabilityMode.Solo;
            o.Discovery.DisableConventionalDiscovery().IncludeType(typeof(PriceLotPlainlyHandler));
        });
        var host = builder.Build();
        await host.StartAsync();
        return new AsTheyCome(host);
    }

    public async Task<Guid[]> StreamsAsync(int count, int facts)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var chunk in ids.Chunk(Math.Max(1, 2000 / facts)))
        {
            await using var session = host.Services.GetRequiredService<IDocumentStore>().LightweightSession();
            foreach (var id in chunk)
                session.Events.StartStream<PlainTender>(
                    id,
                    [World.Draft(id), .. Enumerable.Range(1, facts - 1).Select(n => (object)World.Lot(n))]
                );
            await session.SaveChangesAsync();
        }
        return ids;
    }

    public async Task CommandAsync(Guid id)
    {
        await using var scope = host.Services.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<IMessageBus>().InvokeAsync(new PriceLotPlainly(id));
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }
}
