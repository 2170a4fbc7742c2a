using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Testing;

namespace UseIt.Messaging.Tests;

// A small world for commands: plots of an allotment are let, tended and given up.
public sealed record PlotLet(string Number, string Holder);

public sealed record PlotTended(int Hours);

public sealed record PlotRefused(string Holder);

public sealed record ReminderDue(string Holder);

public sealed record Plot(string Holder, int Hours) : IState<Plot>
{
    public static Plot Empty { get; } = new("", 0);
    public static int SnapshotEvery => 5;

    public Plot Evolve(object fact) =>
        fact switch
        {
            PlotLet f => this with { Holder = f.Holder },
            PlotTended f => this with { Hours = Hours + f.Hours },
            _ => this,
        };
}

public sealed record LetPlot(Guid PlotId, string Number, string Holder) : ICommand;

public static class LetPlotHandler
{
    public static Access Authorise(Actor actor) => actor.Has("warden") ? Access.Granted : Access.Forbidden;

    public static Decision Handle(LetPlot command, Stream<Plot> plot) =>
        plot.Exists
            ? new Refusal("plot-is-let", "plotId", "This plot is let already")
            : Decision
                .On<Plot>(command.PlotId, new PlotLet(command.Number, command.Holder))
                .Reserve("plot", command.Number, command.PlotId)
                .Answering(new { command.Number });
}

public sealed record TendPlot(Guid PlotId, int Hours) : ICommand;

public static class TendPlotHandler
{
    public static Access Authorise(Actor actor, Plot plot) =>
        actor.IsSystem || plot.Holder == actor.Authority ? Access.Granted : Access.NotFound;

    public static Decision Handle(TendPlot command, Plot plot) =>
        plot.Holder.Length == 0
            ? new Refusal("plot-is-free", null, "Nobody holds this plot")
            : Decision.On<Plot>(command.PlotId, new PlotTended(command.Hours));
}

/// <summary>Tends a plot soon, and says so by mail.</summary>
public sealed record PlanWork(Guid PlotId, int Hours, DateTimeOffset? At) : ICommand;

public static class PlanWorkHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(PlanWork command, [Peek] Plot plot) =>
        Decision.Nothing.Send(new TendPlot(command.PlotId, command.Hours), command.At).Send(new MailHolder(plot.Holder));
}

public sealed record FailAlways(Guid Id) : ICommand;

public static class FailAlwaysHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(FailAlways command) => throw new InvalidOperationException(command.Id.ToString());
}

public sealed record SettleLetter(Guid LetterId, bool Again) : ICommand;

public static class SettleLetterHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(SettleLetter command) =>
        command.Again ? Decision.Nothing.Replay(command.LetterId) : Decision.Nothing.Discard(command.LetterId);
}

public sealed record MailHolder(string Holder) : IEffect;

public static class MailHolderHandler
{
    public static Task Run(MailHolder message, Post post) => post.SendAsync(message.Holder);
}

/// <summary>The outside world: what was mailed, and a gate that can be shut.</summary>
public sealed class Post
{
    public List<string> Sent { get; } = [];
    public TaskCompletionSource? Shut { get; set; }

    public async Task SendAsync(string holder)
    {
        if (Shut is { } shut)
            await shut.Task;
        lock (Sent)
            Sent.Add(holder);
    }
}

/// <summary>Every letting is answered with an hour's work.</summary>
public sealed class Welcome : Reaction
{
    public override string Name => "welcome";
    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(PlotLet) };

    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(StoredEvent e) => [(new TendPlot(e.StreamId, 1), null)];
}

/// <summary>A node: store, dispatcher, outbox and reader on a database of their own.</summary>
public sealed class Allotment : IAsyncDisposable
{
    private readonly bool owns;

    private Allotment(string connection, bool owns)
    {
        (Connection, this.owns) = (connection, owns);
        Database = NpgsqlDataSource.Create(
            new NpgsqlConnectionStringBuilder(connection)
            {
                MaxAutoPrepare = 60,
                AutoPrepareMinUsages = 2,
                NoResetOnClose = true,
                MaxPoolSize = 40,
            }.ConnectionString
        );
        Store = new EventStore(
            Database,
            new EventTypes().Add<PlotLet>().Add<PlotTended>().Add<PlotRefused>().Add<ReminderDue>()
        );
        Handlers = new Handlers(typeof(Allotment).Assembly);
        var services = new ServiceCollection().AddSingleton(Post).BuildServiceProvider();
        Dispatcher = new Dispatcher(Store, Handlers, services);
        Outbox = new Outbox(Store, Dispatcher, Handlers, services, NullLogger<Outbox>.Instance);
        Projector = new Projector(Store, [], [new Welcome()], NullLogger<Projector>.Instance);
    }

    public string Connection { get; }
    public NpgsqlDataSource Database { get; }
    public EventStore Store { get; }
    public Handlers Handlers { get; }
    public Post Post { get; } = new();
    public Dispatcher Dispatcher { get; }
    public Outbox Outbox { get; }
    public Projector Projector { get; }

    public static async Task<Allotment> NewAsync() =>
        new(
            await PostgresFixture.CreateDatabaseAsync(
                "allotment",
                async connection =>
                {
                    await using var database = NpgsqlDataSource.Create(connection);
                    await Migrations.ApplyAsync(database, [typeof(EventStore).Assembly, typeof(Dispatcher).Assembly], []);
                }
            ),
            owns: true
        );

    public Allotment Beside() => new(Connection, owns: false);

    public static Actor Warden { get; } = new(Guid.NewGuid(), null, new HashSet<string> { "warden" }, "warden");

    public async Task<Outcome> SendAsync(
        ICommand command,
        string? key = null,
        string? fingerprint = null,
        long? seen = null,
        Actor? actor = null
    ) => await Dispatcher.SendAsync(command, new CommandContext(actor ?? Actor.System, key, fingerprint, seen));

    public async Task<Guid> LetAsync(string number = "7", string holder = "Ada")
    {
        var plot = Guid.CreateVersion7();
        Assert.IsType<Outcome.Done>(await SendAsync(new LetPlot(plot, number, holder)));
        return plot;
    }

    public async Task<T> AskAsync<T>(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async Task DoAsync(string sql)
    {
        await using var command = Database.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (owns)
            await PostgresFixture.DropDatabaseAsync(Connection);
    }
}
