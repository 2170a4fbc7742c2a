using JasperFx.Events;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using UseIt.Marketplace.Engine;

namespace UseIt.Benchmarks;

public sealed record TenderDrafted(Guid TenderId, string Title, string Description, string Buyer, DateTimeOffset At);

public sealed record LotPriced(Guid LotId, decimal Value, string Currency, string Note, DateTimeOffset At);

public sealed record Tender(string Title, decimal Value, int Lots) : IState<Tender>
{
    public static Tender Empty { get; } = new("", 0, 0);

    public Tender Evolve(object fact) =>
        fact switch
        {
            TenderDrafted f => this with { Title = f.Title },
            LotPriced f => this with { Value = Value + f.Value, Lots = Lots + 1 },
            _ => this,
        };
}

/// <summary>The same, with a snapshot after every twenty facts.</summary>
public sealed record PricedTender(string Title, decimal Value, int Lots) : IState<PricedTender>
{
    public static string StreamType => "tender";
    public static PricedTender Empty { get; } = new("", 0, 0);
    public static int SnapshotEvery => 20;

    public PricedTender Evolve(object fact) =>
        fact is LotPriced f ? this with { Value = Value + f.Value, Lots = Lots + 1 } : this with { Title = ((TenderDrafted)fact).Title };
}

public sealed record PriceLot(Guid TenderId) : ICommand;

public static class PriceLotHandler
{
    public static Access Authorise(Actor actor, Tender tender) => Access.Granted;

    public static Decision Handle(PriceLot command, Tender tender) => Decision.On<Tender>(command.TenderId, World.Lot(tender.Lots));
}

public sealed record PriceLotBySnapshot(Guid TenderId) : ICommand;

public static class PriceLotBySnapshotHandler
{
    public static Access Authorise(Actor actor, PricedTender tender) => Access.Granted;

    public static Decision Handle(PriceLotBySnapshot command, PricedTender tender) =>
        Decision.On<PricedTender>(command.TenderId, World.Lot(tender.Lots));
}

public sealed record TenderRow(string Title, decimal Value, int Lots);

public sealed class Tenders(string name) : View<TenderRow>
{
    public override string Name => name;
    public override int Shape => 1;
    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(TenderDrafted), typeof(LotPriced) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override TenderRow? Apply(Guid key, TenderRow? row, IEvent e) => Fold(row, e.Data);

    public static TenderRow Fold(TenderRow? row, object fact) =>
        fact switch
        {
            TenderDrafted f => new TenderRow(f.Title, 0, 0),
            LotPriced f => (row ?? new TenderRow("", 0, 0)) with { Value = (row?.Value ?? 0) + f.Value, Lots = (row?.Lots ?? 0) + 1 },
            _ => row!,
        };
}

/// <summary>
/// A database and the library on it; floor and library share the data source, so pool, preparation and durability are the same.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);

    private World(string connection)
    {
        // No connection ends before its time: the CPU of a backend that is gone would be missing.
        Database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connection)
            {
                MaxAutoPrepare = 100,
                AutoPrepareMinUsages = 2,
                NoResetOnClose = true,
                MaxPoolSize = 64,
                ConnectionIdleLifetime = 86_400,
                ConnectionPruningInterval = 3_600,
            }.ConnectionString
        );
        Types = new EventTypes().Add<TenderDrafted>().Add<LotPriced>();
        Store = new IDocumentStore(Database, Types);
        Dispatcher = new Dispatcher(Store, new Handlers(typeof(World).Assembly), new ServiceCollection().BuildServiceProvider());
    }

    public NpgsqlDataSource Database { get; }
    public EventTypes Types { get; }
    public IDocumentStore Store { get; }
    public Dispatcher Dispatcher { get; }

    public static async Task<World> OpenAsync(string connection, params View[] views)
    {
        var world = new World(connection);
        await Migrations.ApplyAsync(world.Database, [typeof(IDocumentStore).Assembly, typeof(Dispatcher).Assembly], views);
        return world;
    }

    public static TenderDrafted Draft(Guid id) =>
        new(
            id,
            "Grounds maintenance at Ladywood",
            "Mowing, hedges and paths around forty-two sites, all the year round, with work for people far from work",
            "Birmingham City Council",
            At
        );

    public static LotPriced Lot(int n) =>
        new(
            Guid.Empty,
            12_500.25m + n,
            "GBP",
            "Price of the lot with everything it needs, as the member of the consortium gave it at the time",
            At
        );

    /// <summary>Streams of so many facts each, written in bulk.</summary>
    public async Task<Guid[]> StreamsAsync(int count, int facts)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var chunk in ids.Chunk(Math.Max(1, 2000 / facts)))
        {
            var append = new Append();
            foreach (var id in chunk)
                append.To<Tender>(id, 0, [Draft(id), .. Enumerable.Range(1, facts - 1).Select(n => (object)Lot(n))]);
            await Store.AppendAsync(append);
        }
        return ids;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    public ValueTask DisposeAsync() => Database.DisposeAsync();
}
