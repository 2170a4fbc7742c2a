using JasperFx;
using JasperFx.CodeGeneration;
using JasperFx.Events;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using UseIt.Marketplace;
using UseIt.Marketplace.Engine;
using Wolverine;
using Wolverine.Marten;

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

public sealed record PriceLot(Guid TenderId) : ICommand;

public static class PriceLotHandler
{
    public static Access Authorise(Actor actor, Tender tender) => Access.Granted;

    public static Decision Handle(PriceLot command, Tender tender) => Decision.On<Tender>(command.TenderId, World.Lot(tender.Lots));
}

/// <summary>Views of the same rows: Marten wants a class for each.</summary>
public abstract class Tenders(string name) : TableView<TenderRow>
{
    public static readonly Composite All = new("tenders", 1);

    public override string Name => name;
    public override Composite Composite => All;
    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(TenderDrafted), typeof(LotPriced) };

    public override IEnumerable<Guid> Keys(IEvent e) => [e.StreamId];

    public override TenderRow? Apply(Guid key, TenderRow? row, IEvent e) => TenderRow.Fold(row, e.Data);
}

public sealed class FirstTenders() : Tenders("first");

public sealed class SecondTenders() : Tenders("second");

public sealed class ThirdTenders() : Tenders("third");

public sealed class FourthTenders() : Tenders("fourth");

public sealed record TenderRow(string Title, decimal Value, int Lots)
{
    public static TenderRow? Fold(TenderRow? row, object fact) =>
        fact switch
        {
            TenderDrafted f => new TenderRow(f.Title, 0, 0),
            LotPriced f => (row ?? new TenderRow("", 0, 0)) with { Value = (row?.Value ?? 0) + f.Value, Lots = (row?.Lots ?? 0) + 1 },
            _ => row,
        };
}

/// <summary>
/// A database and our engine on it; floor and engine share the data source, so pool, preparation and durability are the same.
/// </summary>
public sealed class World : IAsyncDisposable
{
    private static readonly DateTimeOffset At = new(2026, 6, 1, 9, 0, 0, TimeSpan.Zero);

    private readonly IHost host;

    private World(IHost host) => this.host = host;

    public NpgsqlDataSource Database => host.Services.GetRequiredService<NpgsqlDataSource>();
    public IDocumentStore Store => host.Services.GetRequiredService<IDocumentStore>();
    public Commands Commands => host.Services.GetRequiredService<Commands>();
    public CommittedFacts Committed => host.Services.GetRequiredService<CommittedFacts>();
    public LogReaders Readers => new(Database, Views, []);

    public static Tenders[] Views { get; } = [new FirstTenders(), new SecondTenders(), new ThirdTenders(), new FourthTenders()];

    /// <summary>The schema of the product, and our engine with the commands of this assembly.</summary>
    public static async Task<World> OpenAsync(string connection)
    {
        var settings = new Settings
        {
            ConnectionString = connection,
            DataFolder = "",
            Embedded = true,
            KeyEncryptionKey = new byte[32],
        };
        await MarketplaceHost.MigrateAsync(settings);
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var types = new EventTypes().Add<TenderDrafted>().Add<LotPriced>();
        builder
            .Services.AddSingleton(_ => Source(connection))
            .AddSingleton(types)
            .AddSingleton(new StreamTypes(typeof(World).Assembly))
            .AddSingleton<CommittedFacts>()
            .AddSingleton(settings)
            .AddSingleton<StepUp>()
            .AddSingleton<Commands>()
            .AddMarten(o => LogSettings.Configure(o, types, [], Views))
            .UseLightweightSessions()
            .UseNpgsqlDataSource()
            .IntegrateWithWolverine(i => i.MessageStorageSchemaName = MessageSettings.Schema);
        builder.Services.AddWolverine(o =>
        {
            MessageSettings.Configure(o, [typeof(World).Assembly], DurabilityMode.ServerlessWithOutbox);
            o.CodeGeneration.TypeLoadMode = TypeLoadMode.Dynamic;
        });
        var host = builder.Build();
        await host.StartAsync();
        var world = new World(host);
        foreach (var view in Views)
            await world.RunAsync(view.Ddl);
        return world;
    }

    // No connection ends before its time: the CPU of a backend that is gone would be missing.
    public static NpgsqlDataSource Source(string connection) =>
        NpgsqlDataSource.Create(
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

    /// <summary>Starts a stream as an attempt's commit does: held, stamped, with who did it.</summary>
    public async Task StartStreamAsync()
    {
        var id = Guid.CreateVersion7();
        await using var session = Store.LightweightSession();
        session.LastModifiedBy = Actor.System.Person.ToString();
        session.SetHeader("authority", Actor.System.Authority);
        session.QueueOperation(new HoldStreams([(id, 0, true)]));
        Append(session, id, [Draft(id), Lot(1), Lot(2)]);
        await session.SaveChangesAsync();
    }

    /// <summary>Streams of so many facts each, written in bulk.</summary>
    public async Task<Guid[]> StreamsAsync(int count, int facts)
    {
        var ids = Enumerable.Range(0, count).Select(_ => Guid.CreateVersion7()).ToArray();
        foreach (var chunk in ids.Chunk(Math.Max(1, 2000 / facts)))
        {
            await using var session = Store.LightweightSession();
            foreach (var id in chunk)
                Append(session, id, [Draft(id), .. Enumerable.Range(1, facts - 1).Select(n => (object)Lot(n))]);
            await session.SaveChangesAsync();
        }
        return ids;
    }

    /// <summary>Builds all views from the whole log, and stops.</summary>
    public async Task CatchUpAsync()
    {
        await RunAsync(
            $"truncate {string.Join(", ", Views.Select(v => v.Table))}; delete from events.mt_event_progression where name <> 'floor'"
        );
        using var daemon = await Store.BuildProjectionDaemonAsync();
        await daemon.StartAllAsync();
        if (!await Readers.WaitAsync(Views[0], await LastAsync(), TimeSpan.FromMinutes(5)))
            throw new TimeoutException("The views did not catch up.");
        await daemon.StopAllAsync();
    }

    private async Task<long> LastAsync()
    {
        await using var command = Database.CreateCommand("select max(seq_id) from events.mt_events");
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async Task RunAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        command.CommandTimeout = 600;
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await host.StopAsync();
        await ((IAsyncDisposable)host).DisposeAsync();
    }

    private static void Append(IDocumentSession session, Guid id, IEnumerable<object> facts)
    {
        var action = session.Events.Append(
            id,
            facts
                .Select(f =>
                {
                    var e = session.Events.BuildEvent(f);
                    (e.Id, e.Timestamp) = (Guid.CreateVersion7(), At);
                    return (object)e;
                })
                .ToArray()
        );
        (action.AggregateType, action.ExpectedVersionOnServer) = (typeof(Tender), 0);
    }
}
