using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Testing;

namespace UseIt.Messaging.Tests;

public sealed record KeeperNamed(Guid Keeper, Protected Name);

public sealed record KeeperSeen(int Times);

/// <summary>Carries the name into a snapshot at once.</summary>
public sealed record Keeper(Protected? Name, int Seen) : IState<Keeper>
{
    public static Keeper Empty { get; } = new(null, 0);
    public static int SnapshotEvery => 1;

    public Keeper Evolve(object fact) =>
        fact switch
        {
            KeeperNamed f => this with { Name = f.Name },
            KeeperSeen f => this with { Seen = Seen + f.Times },
            _ => this,
        };
}

public sealed record NameKeeper(Guid KeeperId, string Name) : ICommand;

public static class NameKeeperHandler
{
    public static Access Authorise() => Access.Granted;

    public static Task<Protected> Load(NameKeeper command, Vault vault, CancellationToken cancel) =>
        vault.SealAsync(command.KeeperId, command.Name, cancel);

    // The message lies in the outbox for a long time.
    public static Decision Handle(NameKeeper command, Keeper keeper, Protected name, DateTimeOffset now) =>
        Decision
            .On<Keeper>(command.KeeperId, new KeeperNamed(command.KeeperId, name))
            .Send(new GreetKeeper(name), now.AddYears(1))
            .Answering(new { name });
}

public sealed record SeeKeeper(Guid KeeperId) : ICommand;

public static class SeeKeeperHandler
{
    public static Access Authorise() => Access.Granted;

    public static Decision Handle(SeeKeeper command, Keeper keeper) => Decision.On<Keeper>(command.KeeperId, new KeeperSeen(1));
}

public sealed record GreetKeeper(Protected Name) : IEffect;

public static class GreetKeeperHandler
{
    public static Task Run(GreetKeeper message, Post post) => post.SendAsync(message.Name.ToString());
}

public sealed record KeeperRow(Protected? Name, int Seen);

public sealed class Keepers : View<KeeperRow>
{
    public override string Name => "keepers";
    public override int Shape => 1;
    public override IReadOnlySet<Type> Handles { get; } = new HashSet<Type> { typeof(KeeperNamed), typeof(KeeperSeen) };

    public override IEnumerable<Guid> Keys(StoredEvent e) => [e.StreamId];

    public override KeeperRow? Apply(Guid key, KeeperRow? row, StoredEvent e)
    {
        row ??= new KeeperRow(null, 0);
        return e.Data switch
        {
            KeeperNamed f => row with { Name = f.Name },
            KeeperSeen f => row with { Seen = row.Seen + f.Times },
            _ => row,
        };
    }
}

/// <summary>A person is erased: what was sealed is found nowhere in the clear, neither before nor after, and no longer opens.</summary>
public sealed class ErasureTests : IAsyncLifetime
{
    private const string Marker = "Zephyrine Quagmire-Oakenshaw";
    private static readonly Guid Subject = new("01900000-0000-7000-8000-00000000beef");

    private readonly byte[] keyEncryptionKey = System.Security.Cryptography.RandomNumberGenerator.GetBytes(32);
    private readonly Keepers keepers = new();
    private DurableCluster cluster = null!;
    private NpgsqlDataSource database = null!;
    private EventStore store = null!;
    private Dispatcher dispatcher = null!;
    private Handlers handlers = null!;
    private Projector projector = null!;
    private Vault vault = null!;

    public async Task InitializeAsync()
    {
        cluster = await DurableCluster.StartAsync();
        database = NpgsqlDataSource.Create(cluster.ConnectionString);
        await Migrations.ApplyAsync(database, [typeof(EventStore).Assembly, typeof(Dispatcher).Assembly], [keepers]);
        vault = new Vault(database, keyEncryptionKey);
        store = new EventStore(database, new EventTypes().Add<KeeperNamed>().Add<KeeperSeen>());
        handlers = new Handlers(typeof(ErasureTests).Assembly);
        dispatcher = new Dispatcher(
            store,
            handlers,
            new ServiceCollection().AddSingleton(vault).AddSingleton<Post>().BuildServiceProvider()
        );
        projector = new Projector(store, [keepers], [], NullLogger<Projector>.Instance);
    }

    public async Task DisposeAsync()
    {
        await database.DisposeAsync();
        await cluster.DisposeAsync();
    }

    [Fact]
    public async Task an_erased_person_is_found_nowhere_and_every_stream_still_folds()
    {
        var wrapped = await PlantAsync();
        Assert.Equal([Marker, Marker, Marker, Marker], await vault.RevealAsync(await ResidesAsync()));
        await WriteOutAsync();
        // The search finds what is there: the kind of fact, in the table and in the log of changes, and the wrapped key in its table.
        Assert.NotEmpty(Files("keeper_named"u8.ToArray(), "postgres/base"));
        Assert.NotEmpty(Files("keeper_named"u8.ToArray(), "postgres/pg_wal"));
        Assert.NotEmpty(Files(wrapped, "postgres/base"));
        AssertNowhere();

        await vault.EraseAsync(Subject, "asked for by the person");
        await vault.EraseAsync(Subject, "asked for again");
        await dispatcher.SendAsync(new SeeKeeper(Subject), new CommandContext(Actor.System));
        await projector.CatchUpAsync();
        await WriteOutAsync();

        AssertNowhere();
        Assert.Empty(Files(wrapped, "postgres/base"));
        Assert.Equal(
            [Protected.Erased, Protected.Erased, Protected.Erased, Protected.Erased],
            await vault.RevealAsync(await ResidesAsync())
        );
        Assert.Equal(2, (await store.FetchAsync<Keeper>(Subject)).State.Seen);
        await Assert.ThrowsAsync<InvalidOperationException>(() => vault.SealAsync(Subject, "back again"));
        await projector.RebuildAsync(keepers);
        Assert.Empty(await new LogVerifier(store, [keepers], handlers).VerifyAsync());
        Assert.Equal(
            "asked for by the person",
            await AskAsync<string>("select reason from secrets.subject_key where wrapped is null and destroyed is not null")
        );
    }

    [Fact]
    public async Task a_key_is_destroyed_though_an_old_snapshot_is_still_read()
    {
        var wrapped = await PlantAsync();
        await using var reader = await database.OpenConnectionAsync();
        await using var transaction = await reader.BeginTransactionAsync(System.Data.IsolationLevel.RepeatableRead);
        await using var look = new NpgsqlCommand("select count(*) from events.mt_events", reader);
        await look.ExecuteScalarAsync();

        await vault.EraseAsync(Subject, "asked for by the person");
        await WriteOutAsync();

        Assert.Empty(Files(wrapped, "postgres/base"));
    }

    // Events, snapshot, view, outbox and an idempotent answer; and errors whose words carry the name, which the server must not write down.
    private async Task<byte[]> PlantAsync()
    {
        Assert.IsType<Outcome.Done>(
            await dispatcher.SendAsync(new NameKeeper(Subject, Marker), new CommandContext(Actor.System, "a key", ""))
        );
        Assert.IsType<Outcome.Done>(await dispatcher.SendAsync(new SeeKeeper(Subject), new CommandContext(Actor.System)));
        await projector.CatchUpAsync();
        await using var failing = database.CreateCommand("select $1::text::int");
        failing.Parameters.Add(new NpgsqlParameter<string> { TypedValue = Marker });
        await Assert.ThrowsAsync<PostgresException>(() => failing.ExecuteScalarAsync());
        await using var literal = database.CreateCommand($"select '{Marker}'::int");
        await Assert.ThrowsAsync<PostgresException>(() => literal.ExecuteScalarAsync());
        return await AskAsync<byte[]>("select wrapped from secrets.subject_key");
    }

    /// <summary>The same value wherever it rests.</summary>
    private async Task<Protected?[]> ResidesAsync()
    {
        string[] places =
        [
            "select data -> 'name' from events.mt_events where type = 'keeper_named'",
            "select data -> 'name' from events.snapshot",
            "select data -> 'name' from views.keepers_1",
            "select body -> 'name' from messaging.outgoing",
        ];
        var values = new List<Protected?>();
        foreach (var place in places)
            values.Add(
                System.Text.Json.JsonSerializer.Deserialize<Protected>(await AskAsync<string>($"select ({place})::text"), EventJson.Options)
            );
        return [.. values];
    }

    private async Task WriteOutAsync()
    {
        foreach (var statement in new[] { "checkpoint", "select pg_switch_wal()", "checkpoint" })
        {
            await using var command = database.CreateCommand(statement);
            await command.ExecuteNonQueryAsync();
        }
    }

    private void AssertNowhere()
    {
        Assert.Empty(Files(System.Text.Encoding.UTF8.GetBytes(Marker), ""));
        Assert.Empty(Files(System.Text.Encoding.UTF8.GetBytes(Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(Marker))), ""));
    }

    /// <summary>The files below the data folder that hold these bytes: tables, log of changes, server log and all.</summary>
    private string[] Files(byte[] bytes, string below) =>
        [
            .. Directory
                .EnumerateFiles(Path.Combine(cluster.Folder, below), "*", SearchOption.AllDirectories)
                .Where(file => Holds(file, bytes)),
        ];

    private static bool Holds(string file, byte[] bytes)
    {
        try
        {
            return File.ReadAllBytes(file).AsSpan().IndexOf(bytes) >= 0;
        }
        catch (Exception e) when (e is FileNotFoundException or IOException)
        {
            // The server removes files as it goes.
            return false;
        }
    }

    private async Task<T> AskAsync<T>(string sql)
    {
        await using var command = database.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }
}
