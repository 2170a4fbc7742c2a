using JasperFx.Events.Daemon;
using Marten;
using Microsoft.Extensions.Logging.Console;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Authoring;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Bids;
using UseIt.Marketplace.CommandLine;
using UseIt.Marketplace.CommunityAssets;
using UseIt.Marketplace.Consortia;
using UseIt.Marketplace.Contracts;
using UseIt.Marketplace.Developments;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Enterprises;
using UseIt.Marketplace.Funding;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Library;
using UseIt.Marketplace.Needs;
using UseIt.Marketplace.Networks;
using UseIt.Marketplace.Notifications;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Operations;
using UseIt.Marketplace.Opportunities;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Programmes;
using UseIt.Marketplace.Reports;
using UseIt.Marketplace.Research;
using UseIt.Marketplace.Skills;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Spend;
using UseIt.Marketplace.Support;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;
using UseIt.Marketplace.Webhooks;
using Wolverine;
using Wolverine.Marten;

namespace UseIt.Marketplace;

/// <summary>Puts the contexts together into one application.</summary>
public static class MarketplaceHost
{
    private const string Instant = "yyyy-MM-dd'T'HH:mm:ss.fff'Z'";

    /// <summary>Every context of the marketplace; made anew for each host.</summary>
    public static IReadOnlyList<Module> Modules() =>
        [
            new AccountsModule(),
            new OrganisationsModule(),
            new DocumentsModule(),
            new AuthoringModule(),
            new NotificationsModule(),
            new EnterprisesModule(),
            new SupportModule(),
            new ImportsModule(),
            new OpportunitiesModule(),
            new SocialValueModule(),
            new TendersModule(),
            new ConsortiaModule(),
            new BidsModule(),
            new AwardsModule(),
            new ContractsModule(),
            new ResearchModule(),
            new CommunityAssetsModule(),
            new NetworksModule(),
            new NeedsModule(),
            new LibraryModule(),
            new DevelopmentsModule(),
            new ProgrammesModule(),
            new FundingModule(),
            new SpendModule(),
            new ReportsModule(),
            new SkillsModule(),
            new OpenDataModule(),
            new WebhooksModule(),
            new OperationsModule(),
        ];

    public static EventTypes FactTypes(IEnumerable<Module> modules)
    {
        var types = new EventTypes().AddAll<IFact>(typeof(MarketplaceHost).Assembly);
        foreach (var module in modules)
            module.Upcasters(types);
        return types;
    }

    /// <param name="connectionString">Where the database is.</param>
    /// <param name="name">What its sessions are called.</param>
    /// <param name="fence">What shuts this process out when it hangs, where it is a node.</param>
    /// <param name="poolSize">How many sessions there may be.</param>
    /// <param name="idle">How long one may rest in a transaction: a node that hangs in the middle of one gives back what it holds.</param>
    internal static NpgsqlDataSource DataSource(
        string connectionString,
        string name,
        NodeFence? fence = null,
        int? poolSize = null,
        string idle = "30s"
    )
    {
        var connection = new NpgsqlConnectionStringBuilder(connectionString)
        {
            MaxAutoPrepare = 100,
            AutoPrepareMinUsages = 2,
            NoResetOnClose = true,
            ApplicationName = name,
        };
        connection.Options = $"{connection.Options} -c idle_in_transaction_session_timeout={idle}".TrimStart();
        if (poolSize is { } size)
            connection.MaxPoolSize = size;
        var builder = new NpgsqlDataSourceBuilder(connection.ConnectionString) { Name = name };
        return (fence?.Around(builder) ?? builder).Build();
    }

    /// <summary>Brings the database to this program's schema, or no further than the named files; how many files were new.</summary>
    public static async Task<int> MigrateAsync(Settings settings, IReadOnlySet<string>? only = null, CancellationToken cancel = default)
    {
        await using var database = UnpooledSource(settings.MigrationsConnectionString ?? settings.ConnectionString);
        var applied = await Migrations.ApplyAsync(database, Assemblies, Tables(), only, cancel);
        var modules = Modules();
        if (only is not null)
            return applied;
        var types = FactTypes(modules);
        InlineView[] inline = [.. modules.SelectMany(m => m.Inline)];
        await using (var store = DocumentStore.For(Configure))
            await InlineReplay.FillAsync(store, database, types, inline, cancel);
        if (settings.MigrationsConnectionString is not null)
            await GrantsOf(settings).ApplyAsync(database, cancel);
        return applied;

        void Configure(StoreOptions options)
        {
            options.Connection(database);
            LogSettings.Configure(options, types, inline, []);
        }
    }

    private static Grants GrantsOf(Settings settings)
    {
        var application = RoleOf(settings.ConnectionString);
        return new Grants(
            application,
            settings.SecretsConnectionString is { } secrets ? RoleOf(secrets) : application,
            Least: new Dictionary<string, string>
            {
                ["accounts.api_key_use"] = "insert, update",
                ["accounts.kept_form"] = "insert, delete",
                ["audit.read"] = "insert",
                ["authoring.template_text"] = "insert",
                ["bids.draft"] = "insert, delete",
                ["bids.file_piece"] = "insert",
                ["bids.opened"] = "insert",
                ["bids.sealed"] = "insert, delete",
                ["bids.sealed_file"] = "insert, delete",
                ["bids.team_key"] = "insert",
                ["demo.story"] = "",
                ["events.mark"] = "",
                ["events.migration"] = "",
                ["events.mt_events"] = "insert",
                ["events.mt_streams"] = "insert, update",
                ["events.skipped_event"] = "insert",
                ["messaging.backend"] = "insert, delete",
                ["messaging.handled"] = "insert, delete",
                ["messaging.idempotency"] = "insert, delete",
                ["notifications.delivery"] = "insert",
                ["notifications.inbox"] = "insert, update",
                ["notifications.settled"] = "insert, update",
                ["reports.issued"] = "insert",
                ["reports.printed"] = "insert, update",
                ["reports.template"] = "insert",
                ["tenders.door"] = "insert, update, delete",
                ["tenders.heartbeat"] = "insert, update",
                ["webhooks.failing"] = "insert, delete",
            }
        );

        static string RoleOf(string connectionString) =>
            new NpgsqlConnectionStringBuilder(connectionString).Username ?? Environment.UserName;
    }

    /// <summary>
    /// Migrates where there is something to migrate. A real installation's application may not, and need not while the schema is this
    /// program's.
    /// </summary>
    public static async Task EnsureSchemaAsync(Settings settings, CancellationToken cancel = default)
    {
        await using var database = UnpooledSource(settings.ConnectionString);
        if (!await Migrations.IsCurrentAsync(database, Assemblies, Tables(), cancel))
            await MigrateAsync(settings, cancel: cancel);
    }

    public static System.Reflection.Assembly[] Assemblies => [typeof(MarketplaceHost).Assembly];

    private static IReadOnlyList<IViewTable> Tables()
    {
        var modules = Modules();
        return [.. modules.SelectMany(m => m.Inline), .. modules.SelectMany(m => m.Views)];
    }

    internal static NpgsqlDataSource UnpooledSource(string connectionString) =>
        DataSource(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ConnectionString, "useit");

    /// <summary>Everything a verb or a server needs of the marketplace, without the web.</summary>
    public static void AddMarketplace(IServiceCollection services, Settings settings, IReadOnlyList<Module> modules)
    {
        DiscreetLoggers.Use(services);
        var types = FactTypes(modules);
        InlineView[] inline = [.. modules.SelectMany(m => m.Inline)];
        TableView[] views = [.. modules.SelectMany(m => m.Views)];
        Reaction[] reactions = [.. modules.SelectMany(m => m.Reactions)];
        services
            .AddSingleton(settings)
            .AddSingleton(TimeProvider.System)
            .AddSingleton(types)
            .AddSingleton(new StreamTypes(Assemblies))
            .AddSingleton<CommittedFacts>()
            .AddSingleton<OutOfSpace>()
            .AddSingleton(settings.KeyRing)
            .AddSingleton<DerivedKeys>()
            .AddSingleton(s => new FactCodes(() => s.GetRequiredService<DerivedKeys>().Of(DerivedKeys.FactCode)))
            .AddSingleton<ProvenFacts>()
            .AddSingleton(s => new PositionTokens(() => s.GetRequiredService<DerivedKeys>().Of(DerivedKeys.Position)))
            .AddSingleton(s => new RequestKey(() => s.GetRequiredService<DerivedKeys>().Of(DerivedKeys.Request)))
            .AddSingleton(s => DataSource(settings.ConnectionString, "useit", s.GetService<NodeFence>()))
            .AddSingleton<SecretsSource>()
            .AddSingleton(s => new Vault(
                s.GetRequiredService<SecretsSource>().Database,
                settings.KeyRing,
                () => s.GetRequiredService<DerivedKeys>().Of(DerivedKeys.Digest)
            ))
            .AddSingleton<KeyChange>()
            .AddSingleton<StepUp>()
            .AddSingleton<Commands>()
            .AddSingleton(s => new LogReaders(s.GetRequiredService<NpgsqlDataSource>(), views, reactions))
            .AddSingleton(s => new ViewTables(s.GetRequiredService<NpgsqlDataSource>(), views))
            .AddSingleton<Settling>()
            .AddSingleton<DeadLetters>()
            .AddSingleton<MessageWatch>()
            .AddSingleton<ReadYourWrite>()
            .AddSingleton<ReadAudit>()
            .AddSingleton<ViewRows>()
            .AddSingleton<Home.Waiting>()
            .AddSingleton<Home.MessageTitles>()
            .AddSingleton<Acting>()
            .AddSingleton<Carried>();
        foreach (var view in views)
            services.AddSingleton(view.GetType(), view);
        AddEngine(services, settings, types, inline, views, reactions);
        if (settings.Works)
            services
                .AddSingleton<ReaderWatch>()
                .AddHostedService(s => s.GetRequiredService<ReaderWatch>())
                .AddHostedService(s => s.GetRequiredService<MessageWatch>());
        foreach (var module in modules)
            module.Services(services, settings);
    }

    private static void AddEngine(
        IServiceCollection services,
        Settings settings,
        EventTypes types,
        IReadOnlyList<InlineView> inline,
        IReadOnlyList<TableView> views,
        IReadOnlyList<Reaction> reactions
    )
    {
        var nodes = settings is { Works: true, Embedded: false };
        var node = Guid.Empty;
        if (nodes)
            services
                .AddSingleton(s => new NodeFence(node, settings.ConnectionString, s.GetRequiredService<ILogger<NodeFence>>()))
                .AddHostedService(s => s.GetRequiredService<NodeFence>());
        var marten = services
            .AddMarten(o =>
            {
                LogSettings.Configure(o, types, inline, views);
                // Where nobody works here somebody else does; Marten would warn of it in the middle of what a verb says.
                if (!settings.Works)
                    o.Projections.AsyncMode = DaemonMode.ExternallyManaged;
            })
            .UseLightweightSessions()
            .UseNpgsqlDataSource()
            .IntegrateWithWolverine(i =>
            {
                i.MessageStorageSchemaName = MessageSettings.Schema;
                i.UseWolverineManagedEventSubscriptionDistribution = nodes;
            });
        services.ConfigureMarten(
            (s, o) =>
            {
                o.Projections.Wakeup = new CommitWakeup(s.GetRequiredService<CommittedFacts>());
                o.Listeners.Add(s.GetRequiredService<FactCodes>());
            }
        );
        foreach (var reaction in reactions)
            reaction.Follow(marten, types);
        if (settings is { Works: true, Embedded: true })
            marten.AddAsyncDaemon(DaemonMode.Solo);
        services.AddWolverine(o =>
        {
            MessageSettings.Configure(
                o,
                Assemblies,
                nodes ? DurabilityMode.Balanced
                    : settings.Works ? DurabilityMode.Solo
                    : DurabilityMode.ServerlessWithOutbox
            );
            node = o.UniqueNodeId;
        });
    }

    /// <summary>The web application, ready to start.</summary>
    public static WebApplication Build(Settings settings, string[] args, params string[] urls)
    {
        var app = Builder(settings, args, urls).Build();
        Use(app);
        return app;
    }

    /// <summary>Everything the web application is made of.</summary>
    public static WebApplicationBuilder Builder(Settings settings, string[] args, params string[] urls)
    {
        var builder = WebApplication.CreateBuilder(
            new WebApplicationOptions
            {
                Args = args,
                ApplicationName = typeof(MarketplaceHost).Assembly.GetName().Name,
                ContentRootPath = AppContext.BaseDirectory,
            }
        );
        builder.WebHost.UseUrls(urls).ConfigureKestrel(k => k.AddServerHeader = false);
        // A cookie of a form that cannot be read is not worth where it was found out: anybody can send one.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Antiforgery", LogLevel.Critical);
        builder.Logging.AddFilter(typeof(SecurityEvents).FullName, LogLevel.Information);
        // Why it cannot start, or which loop ended, is said once, in one line, by whoever started it.
        builder.Logging.AddFilter("Microsoft.Extensions.Hosting.Internal.Host", LogLevel.Critical);
        // Requests are not logged: an address may hold what somebody searched for.
        if (builder.Configuration["Logging:LogLevel:Default"] is null)
            builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // When it was, in one time zone on every node.
        builder.Services.PostConfigure<SimpleConsoleFormatterOptions>(lines => Date(lines, Instant + " "));
        builder.Services.PostConfigure<JsonConsoleFormatterOptions>(lines => Date(lines, Instant));
        AddMarketplace(builder.Services, settings, Modules());
        builder
            .Services.AddOpenApi("v1", ApiDescription.Add)
            .ConfigureHttpJsonOptions(o =>
            {
                foreach (var converter in EventJson.Options.Converters)
                    o.SerializerOptions.Converters.Add(converter);
            });
        Telemetry.Add(builder.Services, builder.Configuration);
        RateLimits.Add(builder.Services, settings);
        builder.AddPages();
        return builder;
    }

    private static void Date(ConsoleFormatterOptions lines, string format) =>
        (lines.TimestampFormat, lines.UseUtcTimestamp) = (lines.TimestampFormat ?? format, true);

    /// <summary>How requests go through it.</summary>
    public static void Use(WebApplication app)
    {
        app.UsePages();
        // Before anything that may wait for a connection: no queue of ours makes a bid late.
        app.UseMiddleware<Bids.BidsArrive>();
        RateLimits.UseAtOnce(app);
        app.UseTypedText();
        app.UseAuthentication();
        RateLimits.Use(app);
        app.UseMiddleware<Gate>();
        app.UseAuthorization();
        app.MapOpenApi("/openapi/{documentName}.json").AllowedTo(AllowedTo.Anyone);
        Health.Map(app);
        Telemetry.Map(app);
        Picking.Map(app);
        foreach (var module in Modules())
            module.Routes(app);
    }
}
