using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Messaging.Tests.Doses;

/// <summary>One node of the garden: store, dispatcher, outbox and reader, as an application has them.</summary>
public sealed class GardenNode : IAsyncDisposable
{
    private readonly ServiceProvider services;

    public GardenNode(string connection, Stream voice)
    {
        services = new ServiceCollection().AddSingleton(new Fence(voice)).BuildServiceProvider();
        Database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connection)
            {
                MaxAutoPrepare = 100,
                AutoPrepareMinUsages = 2,
                NoResetOnClose = true,
                MaxPoolSize = 45,
            }.ConnectionString
        );
        Store = new EventStore(
            Database,
            new EventTypes().Add<BedSown>().Add<BedWeeded>().Add<BedWatered>().Add<BedFed>().Add<BedHarvested>().Add<BedDug>(),
            [new SownBeds()]
        );
        Handlers = new Handlers(typeof(GardenNode).Assembly);
        Dispatcher = new Dispatcher(Store, Handlers, services);
        Outbox = new Outbox(Store, Dispatcher, Handlers, services, NullLogger<Outbox>.Instance);
        Projector = new Projector(Store, Views, [new Compost()], NullLogger<Projector>.Instance);
    }

    public static IReadOnlyList<View> Views { get; } = [new Beds(), new Sowings()];

    public NpgsqlDataSource Database { get; }
    public EventStore Store { get; }
    public Handlers Handlers { get; }
    public Dispatcher Dispatcher { get; }
    public Outbox Outbox { get; }
    public Projector Projector { get; }
    public Fence Fence => services.GetRequiredService<Fence>();

    public static async Task MigrateAsync(string connection)
    {
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString
        );
        await Migrations.ApplyAsync(database, [typeof(EventStore).Assembly, typeof(Dispatcher).Assembly], [new SownBeds(), .. Views]);
    }

    public async Task StartAsync()
    {
        await Projector.StartAsync(CancellationToken.None);
        await Outbox.StartAsync(CancellationToken.None);
    }

    public async Task StopAsync()
    {
        await Outbox.StopAsync(CancellationToken.None);
        await Projector.StopAsync(CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await services.DisposeAsync();
    }
}
