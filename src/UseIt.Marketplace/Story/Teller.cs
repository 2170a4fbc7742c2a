using Marten;
using Npgsql;
using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Story;

/// <summary>
/// Tells the story through the real commands, each with a deterministic id and an idempotency key, so that telling it again from any point
/// changes nothing. Days count from the day the story was first told; while a scene plays, the store's clock stands on its day.
/// </summary>
public sealed class Teller(IServiceProvider services, DateOnly today, Action<string> progress)
{
    // More only wait for the same two cores; fewer leave them idle while a commit is written.
    private const int AtOnce = 6;

    private readonly Commands commands = services.GetRequiredService<Commands>();
    private readonly NpgsqlDataSource database = services.GetRequiredService<NpgsqlDataSource>();
    private readonly Settling settling = services.GetRequiredService<Settling>();
    private readonly List<(string Name, DateTimeOffset At, Func<Task> Acts)> scenes = [];
    private readonly AsyncLocal<Branch> branch = new();
    private string scene = "";

    public IServiceProvider Services => services;

    /// <summary>A deterministic id of the story.</summary>
    public static Guid Id(string name) => UuidV5.Of(Cast.Namespace, name);

    /// <summary>The day so many days from the telling (negative: before).</summary>
    public DateOnly Day(int offset) => today.AddDays(offset);

    /// <summary>An hour of such a day in UK time.</summary>
    public DateTimeOffset At(int day, int hour, int minute = 0) => UkTime.StartOf(Day(day)).AddHours(hour).AddMinutes(minute);

    /// <summary>A scene and its day. Its name is its identity.</summary>
    public void Scene(string name, DateTimeOffset at, Func<Task> acts)
    {
        if (scenes.Any(s => s.Name == name))
            throw new InvalidOperationException($"The story has two scenes called “{name}”.");
        scenes.Add((name, at, acts));
    }

    /// <summary>
    /// Plays the scenes in the order of their days: the clock is set, the acts are done, and everything they cause by itself has happened
    /// at a scene's end.
    /// </summary>
    public async Task PlayAsync()
    {
        foreach (var (name, at, acts) in scenes.OrderBy(s => s.At))
        {
            progress(name);
            (scene, branch.Value) = (name, new Branch(name));
            await SetClockAsync(at);
            await SettleAsync();
            await acts();
            await SettleAsync();
        }
    }

    /// <summary>
    /// Several branches of a scene at once. The acts of one follow each other and rest on no other's; their steps count by its name.
    /// </summary>
    public Task TogetherAsync(IEnumerable<(string Name, Func<Task> Acts)> branches) =>
        Parallel.ForEachAsync(
            branches,
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce },
            async (one, _) =>
            {
                branch.Value = new Branch($"{scene}:{one.Name}");
                await one.Acts();
            }
        );

    /// <summary>Somebody of the cast does something.</summary>
    public Task<Outcome.Done> AsAsync(Figure figure, ICommand command) =>
        SendAsync(
            new Actor(
                figure.Id,
                figure.For.Id,
                figure.Roles.ToHashSet(StringComparer.Ordinal),
                $"membership:{UuidV5.Of(figure.For.Id, $"membership:{figure.Id}")}"
            )
            {
                ProvenSince = TimeSpan.Zero,
                FactorSince = TimeSpan.Zero,
            },
            command
        );

    /// <summary>The program itself does something.</summary>
    public Task<Outcome.Done> DoAsync(ICommand command) => SendAsync(Actor.System, command);

    /// <summary>Somebody stores a text file, which goes on where it was interrupted.</summary>
    public async Task StoreAsync(Figure figure, Guid document, string title, byte[] bytes)
    {
        var files = services.GetRequiredService<Files>();
        var upload = new Upload(document, figure.For.Id, figure.Id, title, "text/plain", null, Classification.Restricted, bytes.Length, 0);
        await files.BeginAsync(upload, CancellationToken.None);
        if (await files.FindUploadAsync(document, CancellationToken.None) is { } begun)
            await files.WriteAsync(begun, new MemoryStream(bytes[(int)begun.Received..]), CancellationToken.None);
        await AsAsync(figure, new StoreDocument(document));
    }

    /// <summary>The latest fact of a kind on a stream.</summary>
    public async Task<T> FactAsync<T>(Guid stream)
        where T : class =>
        (await services.GetRequiredService<IDocumentStore>().ReadStreamAsync(stream)).Select(e => e.Data).OfType<T>().Last();

    /// <summary>Lets views, reactions and due messages catch up with what has been done.</summary>
    public Task SettleAsync() => settling.SettledAsync();

    private async Task<Outcome.Done> SendAsync(Actor actor, ICommand command)
    {
        var key = branch.Value!.NextKey();
        var outcome = await commands.SendAsync(
            command,
            new CommandContext(actor, key, command.GetType().Name, CorrelationId: $"story:{scene}")
        );
        return outcome switch
        {
            Outcome.Done done => done,
            Outcome.Refused refused => throw new InvalidOperationException(
                $"The story's scene “{scene}” was refused {command.GetType().Name}: {string.Join("; ", refused.Refusals.Select(r => $"{r.Code} ({r.Field}): {r.Sentence}"))}"
            ),
            _ => throw new InvalidOperationException($"The story's scene “{scene}” came to {outcome} at {command.GetType().Name}."),
        };
    }

    private sealed class Branch(string name)
    {
        private int step;

        public string NextKey() => $"story:{name}:{step++}";
    }

    private async Task SetClockAsync(DateTimeOffset at)
    {
        await StoreClock.SetAsync(database, at);
        // Between two scenes days pass in which nobody was away: that is no outage.
        await using var forget = database.CreateCommand("delete from tenders.heartbeat");
        await forget.ExecuteNonQueryAsync();
    }
}
