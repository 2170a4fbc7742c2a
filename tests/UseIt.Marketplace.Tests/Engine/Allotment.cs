using System.Globalization;
using System.Reflection;
using JasperFx.CodeGeneration;
using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Testing;
using Wolverine;
using Wolverine.Marten;

namespace UseIt.Marketplace.Tests.Engine;

/// <summary>
/// A node of the engine with the commands of <see cref="Plot"/>, on a database of its own; its code is generated as it runs.
/// </summary>
public sealed class Allotment : IAsyncLifetime
{
    private readonly bool works;
    private readonly bool owns;
    private readonly Action<ILoggingBuilder> logging;
    private string idleLimit = "30s";
    private Assembly messages = typeof(Allotment).Assembly;
    private TypeLoadMode code = TypeLoadMode.Dynamic;
    private IHost? host;

    // A class fixture carries messages out and follows facts.
    public Allotment()
        : this("", works: true, _ => { }) => owns = true;

    private Allotment(string connection, bool works, Action<ILoggingBuilder> logging) =>
        (ConnectionString, this.works, this.logging) = (connection, works, logging);

    public string ConnectionString { get; private set; }
    public IServiceProvider Services => host!.Services;
    public NpgsqlDataSource Database => Services.GetRequiredService<NpgsqlDataSource>();
    public IDocumentStore Store => Services.GetRequiredService<IDocumentStore>();
    public Letters Letters => Services.GetRequiredService<Letters>();
    public Between Between => Services.GetRequiredService<Between>();

    /// <summary>The warden, who lets plots.</summary>
    public static Actor Warden { get; } = new(Guid.CreateVersion7(), null, new HashSet<string> { "warden" }, "warden");

    public static EventTypes Types() => new EventTypes().AddAll<IFact>(typeof(Allotment).Assembly);

    /// <summary>Another node, or the same one on another way to the database.</summary>
    public static async Task<Allotment> OnAsync(
        string connection,
        bool works = false,
        Action<ILoggingBuilder>? logging = null,
        string idleLimit = "30s",
        Assembly? messages = null,
        TypeLoadMode code = TypeLoadMode.Dynamic
    )
    {
        var node = new Allotment(connection, works, logging ?? (_ => { }))
        {
            idleLimit = idleLimit,
            messages = messages ?? typeof(Allotment).Assembly,
            code = code,
        };
        await node.StartAsync();
        return node;
    }

    public static async Task FillAsync(string connection)
    {
        await MarketplaceApp.FillAsync(connection);
        await using var database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connection) { Pooling = false }.ConnectionString
        );
        await using var tables = database.CreateCommand($"{new LetPlots().Ddl}; create table letter (id uuid primary key)");
        await tables.ExecuteNonQueryAsync();
    }

    public async Task InitializeAsync()
    {
        ConnectionString = new NpgsqlConnectionStringBuilder(await PostgresFixture.CreateDatabaseAsync("allotment", FillAsync))
        {
            MaxPoolSize = 30,
        }.ConnectionString;
        await StartAsync();
    }

    public async Task StartAsync()
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        logging(builder.Logging);
        var (services, types) = (builder.Services, Types());
        DiscreetLoggers.Use(services);
        services
            .AddSingleton(types)
            .AddSingleton(new StreamTypes(typeof(Allotment).Assembly))
            .AddSingleton<CommittedFacts>()
            .AddSingleton(_ => Source())
            .AddSingleton(
                new Settings
                {
                    ConnectionString = "",
                    DataFolder = "",
                    Embedded = true,
                    KeyEncryptionKey = MarketplaceApp.TestKey,
                }
            )
            .AddSingleton<StepUp>()
            .AddSingleton<Commands>()
            .AddSingleton(s => new Vault(
                s.GetRequiredService<NpgsqlDataSource>(),
                new KeyRing(MarketplaceApp.TestKey),
                () => MarketplaceApp.TestKey
            ))
            .AddSingleton<Letters>()
            .AddSingleton<Between>();
        var marten = services
            .AddMarten(o => LogSettings.Configure(o, types, [new LetPlots()], []))
            .UseLightweightSessions()
            .UseNpgsqlDataSource()
            .IntegrateWithWolverine(i => i.MessageStorageSchemaName = MessageSettings.Schema);
        new Welcome().Follow(marten, types);
        if (works)
            marten.AddAsyncDaemon(DaemonMode.Solo);
        services
            .AddWolverine(o => MessageSettings.Configure(o, [messages], works ? DurabilityMode.Solo : DurabilityMode.ServerlessWithOutbox))
            .ConfigureWolverine(o => o.CodeGeneration.TypeLoadMode = code);
        var built = builder.Build();
        try
        {
            await built.StartAsync();
        }
        catch
        {
            await ((IAsyncDisposable)built).DisposeAsync();
            throw;
        }
        host = built;
    }

    private NpgsqlDataSource Source()
    {
        using var usual = MarketplaceHost.DataSource(ConnectionString, "useit");
        return NpgsqlDataSource.Create(usual.ConnectionString.Replace("=30s", $"={idleLimit}", StringComparison.Ordinal));
    }

    public async Task StopAsync()
    {
        if (host is not { } running)
            return;
        host = null;
        await running.StopAsync();
        await ((IAsyncDisposable)running).DisposeAsync();
    }

    public async Task DisposeAsync()
    {
        await StopAsync();
        if (owns)
            await PostgresFixture.DropDatabaseAsync(ConnectionString);
    }

    public Task<Outcome> SendAsync(
        ICommand command,
        string? key = null,
        string? fingerprint = null,
        long? seen = null,
        Actor? actor = null,
        CancellationToken cancel = default
    ) => SendAsync(command, new CommandContext(actor ?? Actor.System, key, fingerprint, seen), cancel);

    public Task<Outcome> SendAsync(ICommand command, CommandContext context, CancellationToken cancel = default) =>
        Services.GetRequiredService<Commands>().SendAsync(command, context, cancel);

    public async Task<Outcome.Done> DoAsync(ICommand command, string? key = null) =>
        Assert.IsType<Outcome.Done>(await SendAsync(command, key));

    /// <summary>A plot that is let, under a number of its own.</summary>
    public async Task<Guid> LetAsync(string holder = "Ada")
    {
        var plot = Guid.CreateVersion7();
        await DoAsync(new LetPlot(plot, plot.ToString("N"), holder));
        return plot;
    }

    public async Task<Plot> PlotAsync(Guid plot) => (await Store.FetchAsync<Plot>(plot)).State;

    public async Task<T> AskAsync<T>(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        var answer = await command.ExecuteScalarAsync();
        return answer is T found ? found : (T)Convert.ChangeType(answer!, typeof(T), CultureInfo.InvariantCulture);
    }

    public async Task RunAsync(string sql, params object[] values)
    {
        await using var command = Database.CreateCommand(sql);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value });
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Waits until this is so, as long as patience lasts.</summary>
    public async Task UntilAsync(string sql, params object[] values)
    {
        using var patience = Patience.Begin();
        while (!await AskAsync<bool>(sql, values))
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Waits until a session of this database waits for a lock of that kind.</summary>
    public Task UntilSomebodyWaitsAsync(string locktype = "%") =>
        UntilAsync(
            """
            select exists (select from pg_stat_activity a where a.wait_event_type = 'Lock' and a.wait_event like $1
            and a.datname = current_database())
            """,
            locktype
        );

    /// <summary>The last number drawn for a fact, and how many facts there are; what Marten puts into a gap is none.</summary>
    public Task<string> NumbersAsync() =>
        AskAsync<string>(
            """
            select concat(last_value, ' ', (select count(*) from events.mt_events where type <> 'tombstone')) from events.mt_events_sequence
            """
        );

    /// <summary>
    /// Streams whose versions have holes or differ from what their row says; but for the empty one by which Marten fills gaps.
    /// </summary>
    public Task<long> BrokenStreamsAsync() =>
        AskAsync<long>(
            """
            select count(*) from events.mt_streams s
            left join (select stream_id, count(*) n, max(version) high, min(version) low from events.mt_events group by 1)
            e on e.stream_id = s.id
            where s.version > 0 and (s.version is distinct from e.n or s.version is distinct from e.high or e.low is distinct from 1)
            """
        );
}
