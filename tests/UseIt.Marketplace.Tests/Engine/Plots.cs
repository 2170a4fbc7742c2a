using JasperFx.Events;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Tests.Engine;

// A small world for the promises of the engine: plots of an allotment are let, tended and given up.
public sealed record PlotLet(string Number, string Holder) : IFact;

public sealed record PlotTended(int Hours) : IFact;

public sealed record PlotGivenUp(string Reason) : IFact;

public sealed record PlotOffered(string To) : IFact;

public sealed record Plot(string Holder, int Hours, bool Free) : IState<Plot>
{
    public static Plot Empty { get; } = new("", 0, true);

    public Plot Evolve(object fact) =>
        fact switch
        {
            PlotLet f => this with { Holder = f.Holder, Free = false },
            PlotTended f => this with { Hours = Hours + f.Hours },
            PlotGivenUp => this with { Free = true },
            _ => this,
        };
}

/// <summary>The plots that are let, written in the commit of their facts.</summary>
public sealed class LetPlots : InlineView
{
    public override string Name => "let_plots";
    public override int Shape => 1;
    public override string Ddl => $"create table if not exists {Table} (plot uuid primary key, number text not null)";
    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(PlotLet), typeof(PlotGivenUp) };

    public override void Apply(IEvent e, NpgsqlBatch batch)
    {
        if (e.Data is PlotLet let)
            Run(batch, $"insert into {Table} values ($1, $2)", e.StreamId, let.Number);
        else
            Run(batch, $"delete from {Table} where plot = $1", e.StreamId);
    }
}

public sealed record LetPlot(Guid PlotId, string Number, string Holder) : Message, ICommand;

public static class LetPlotHandler
{
    public static Access Authorise(Actor actor) => actor.Has("warden") ? Access.Granted : Access.Forbidden;

    public static Decision Handle(LetPlot command, Stream<Plot> plot) =>
        plot.Exists
            ? new Refusal("plot-is-let", "plotId", "This plot is let already")
            : Decision
                .On<Plot>(command.PlotId, new PlotLet(command.Number, command.Holder))
                .Reserve("plot", command.Number, command.PlotId)
                .Answering(new { Weight = 1.50m, command.Number });
}

public sealed record TendPlot(Guid PlotId, int Hours) : Message, ICommand;

public static class TendPlotHandler
{
    public static Access Authorise(Actor actor, Plot plot) =>
        actor.IsSystem || plot.Holder == actor.Authority ? Access.Granted : Access.NotFound;

    public static Decision Handle(TendPlot command, Plot plot) =>
        plot.Free
            ? new Refusal("plot-is-free", null, "Nobody holds this plot")
            : Decision.On<Plot>(command.PlotId, new PlotTended(command.Hours));
}

/// <summary>Gives a plot up; its number is free again.</summary>
public sealed record GiveUpPlot(Guid PlotId, string Number, Guid OwnerId) : Message, ICommand;

public static class GiveUpPlotHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(GiveUpPlot command, Plot plot) =>
        Decision.On<Plot>(command.PlotId, new PlotGivenUp("moved")).Release("plot", command.Number, command.OwnerId);
}

/// <summary>Tends a plot while nobody has tended the other, or any other.</summary>
public sealed record TendFirst(Guid PlotId, Guid? OtherId) : Message, ICommand;

public static class TendFirstHandler
{
    public static Access Authorise() => Access.Granted;

    public static Task Load(TendFirst command, Between between) => between.HappensAsync(command.PlotId);

    public static Decision Handle(TendFirst command, Plot plot, Plot other) =>
        other.Hours > 0
            ? new Refusal("other-was-first", null, "Somebody tended the other")
            : Decision.On<Plot>(command.PlotId, new PlotTended(1));
}

/// <summary>Looks over the fence, and does not mind if things change there.</summary>
public sealed record TendBeside(Guid PlotId, Guid OtherId) : Message, ICommand;

public static class TendBesideHandler
{
    public static Access Authorise() => Access.Granted;

    public static Task Load(TendBeside command, Between between) => between.HappensAsync(command.PlotId);

    public static Decision Handle(TendBeside command, Plot plot, [Peek] Plot other) =>
        Decision.On<Plot>(command.PlotId, new PlotTended(1 + other.Hours));
}

/// <summary>Names the other first in the command and second in the handler.</summary>
public sealed record Compare(Guid OtherId, Guid PlotId) : Message, ICommand;

public static class CompareHandler
{
    public static Access Authorise(Plot other) => other.Free ? Access.NotFound : Access.Granted;

    public static Decision Handle(Compare command, Plot plot, Plot other) => Decision.On<Plot>(command.PlotId, new PlotTended(other.Hours));
}

/// <summary>Writes what it has not read.</summary>
public sealed record BreakGround(Guid PlotId, int Times) : Message, ICommand;

public static class BreakGroundHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(BreakGround command) =>
        Decision.On<Plot>(command.PlotId, [.. Enumerable.Range(1, command.Times).Select(n => (object)new PlotTended(n))]);
}

/// <summary>Sees several plots and notes their hours on one.</summary>
public sealed record WalkRound(Guid PlotId, IReadOnlyList<Guid> Others) : Message, ICommand;

public static class WalkRoundHandler
{
    public static Access Authorise() => Access.Granted;

    public static async Task<IReadOnlyList<Stream<Plot>>> Load(
        WalkRound command,
        Streams streams,
        Between between,
        CancellationToken cancel
    )
    {
        var seen = await streams.FetchAsync<Plot>(command.Others, cancel);
        await between.HappensAsync(command.PlotId);
        return seen;
    }

    public static Decision Handle(WalkRound command, Plot plot, IReadOnlyList<Stream<Plot>> others) =>
        Decision.On<Plot>(command.PlotId, new PlotTended(others.Sum(o => o.State.Hours)));
}

/// <summary>Two plots at once, with a letter in a table beside the log.</summary>
public sealed record LetPair(Guid PlotId, Guid OtherId, string Number, Guid Letter, Guid? GuardId = null) : Message, ICommand;

public static class LetPairHandler
{
    public static Access Authorise() => Access.Granted;

    public static Task Load(LetPair command, Between between) => between.HappensAsync(command.PlotId);

    public static Decision Handle(LetPair command, Plot guard) =>
        Decision
            .On<Plot>(command.PlotId, new PlotLet(command.Number, "Ada"), new PlotTended(3))
            .And<Plot>(command.OtherId, new PlotLet($"{command.Number}a", "Ada"))
            .And<Plot>(command.PlotId, new PlotTended(2))
            .Reserve("plot", command.Number, command.PlotId)
            .With("insert into letter values ($1)", command.Letter);
}

/// <summary>Tends a plot soon, and says so by mail.</summary>
public sealed record PlanWork(Guid PlotId, int Hours, DateTimeOffset? At) : Message, ICommand;

public static class PlanWorkHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(PlanWork command, [Peek] Plot plot) =>
        Decision.Nothing.Send(new TendPlot(command.PlotId, command.Hours), command.At).Send(new MailHolder(command.PlotId));
}

public sealed record OfferPlot(Guid PlotId, string To) : Message, ICommand;

public static class OfferPlotHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(OfferPlot command, Plot plot) => Decision.On<Plot>(command.PlotId, new PlotOffered(command.To));
}

/// <summary>Every offer is answered with an hour's work.</summary>
public sealed class Welcome() : Reaction("reaction_welcome", typeof(PlotOffered))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.StreamId == Stumbles ? throw new InvalidOperationException(Name) : [(new TendPlot(e.StreamId, 1), null)];

    /// <summary>An offer of this plot it cannot answer, and says whose it is.</summary>
    public static readonly Guid Stumbles = new("01900000-0000-7000-8000-00000000dead");
    public const string Name = "Zephyrine Quagmire-Oakenshaw";
}

/// <summary>Sends what nobody carries out.</summary>
public sealed record SendAstray(Guid PlotId) : Message, ICommand;

public static class SendAstrayHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(SendAstray command, Plot plot) =>
        Decision.On<Plot>(command.PlotId, new PlotTended(1)).Send(new Astray(command.PlotId));
}

/// <summary>No message.</summary>
public sealed record Astray(Guid PlotId);

/// <summary>Fails where it is told to, with the keeper's name on its lips.</summary>
public sealed record Fail(Guid KeeperId, string Where) : Message, ICommand;

public static class FailHandler
{
    public static Access Authorise() => Access.Granted;

    public static async Task<string> Load(Fail command, Keeper keeper, Vault vault, NpgsqlDataSource database, CancellationToken cancel)
    {
        var name = await vault.RevealAsync(keeper.Name!, cancel);
        if (command.Where == "load")
            throw new InvalidOperationException(name);
        if (command.Where == "question")
        {
            await using var ask = database.CreateCommand("select $1::text::int");
            ask.Parameters.Add(new NpgsqlParameter<string> { TypedValue = name });
            await ask.ExecuteScalarAsync(cancel);
        }
        return name;
    }

    public static Decision Handle(Fail command, Keeper keeper, string name) =>
        command.Where switch
        {
            "handle" => throw new InvalidOperationException(name),
            "refusal" => new Refusal("not-you", null, $"Not {name}"),
            "statement" => Decision.On<Keeper>(command.KeeperId, new KeeperSeen(1)).With("select $1::text::int", name),
            _ => Decision.On<Keeper>(command.KeeperId, new KeeperSeen(1)),
        };
}

public sealed record MailHolder(Guid PlotId) : Message, IEffect;

public static class MailHolderHandler
{
    public static Task Handle(MailHolder message, Letters letters) => letters.SendAsync(message.PlotId);
}

/// <summary>The outside world: what was mailed, and what happens to the postman.</summary>
public sealed class Letters
{
    private readonly List<Guid> sent = [];

    public Func<Task> OnTheWay { get; set; } = () => Task.CompletedTask;

    public IReadOnlyList<Guid> Sent
    {
        get
        {
            lock (sent)
                return [.. sent];
        }
    }

    public async Task SendAsync(Guid plot)
    {
        await OnTheWay();
        lock (sent)
            sent.Add(plot);
    }
}

/// <summary>What happens between reading and deciding, by the plot it is about.</summary>
public sealed class Between
{
    private readonly System.Collections.Concurrent.ConcurrentDictionary<Guid, Func<Task>> happenings = new();

    public Func<Task> this[Guid plot]
    {
        set => happenings[plot] = value;
    }

    public Task HappensAsync(Guid plot) => happenings.TryGetValue(plot, out var happens) ? happens() : Task.CompletedTask;
}

public sealed record KeeperNamed(Guid Keeper, Protected Name) : IFact;

public sealed record KeeperSeen(int Times) : IFact;

public sealed record Keeper(Protected? Name, int Seen) : IState<Keeper>
{
    public static Keeper Empty { get; } = new(null, 0);

    public Keeper Evolve(object fact) =>
        fact switch
        {
            KeeperNamed f => this with { Name = f.Name },
            KeeperSeen f => this with { Seen = Seen + f.Times },
            _ => this,
        };
}

public sealed record NameKeeper(Guid KeeperId, string Name) : Message, ICommand;

public static class NameKeeperHandler
{
    public static Access Authorise() => Access.Granted;

    public static Task<Protected> Load(NameKeeper command, Vault vault, CancellationToken cancel) =>
        vault.SealAsync(command.KeeperId, command.Name, cancel);

    // The message waits for a long time.
    public static Decision Handle(NameKeeper command, Keeper keeper, Protected name, DateTimeOffset now) =>
        Decision
            .On<Keeper>(command.KeeperId, new KeeperNamed(command.KeeperId, name))
            .Send(new GreetKeeper(name), now.AddYears(1))
            .Answering(new { name });
}

public sealed record SeeKeeper(Guid KeeperId) : Message, ICommand;

public static class SeeKeeperHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(SeeKeeper command, Keeper keeper) => Decision.On<Keeper>(command.KeeperId, new KeeperSeen(1));
}

public sealed record GreetKeeper(Protected Name) : Message, IEffect;

public static class GreetKeeperHandler
{
    public static Task Handle(GreetKeeper message, Letters letters) => letters.SendAsync(message.Name.Subject);
}
