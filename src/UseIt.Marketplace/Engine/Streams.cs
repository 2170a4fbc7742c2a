using Marten;
using Marten.Services.BatchQuerying;
using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// The streams one attempt at a command has read. Whatever a decision has seen and does not write is guarded at the version seen, unless it
/// was only peeked at.
/// </summary>
public sealed class Streams(IDocumentSession session, NpgsqlDataSource database)
{
    private readonly Dictionary<Guid, long> seen = [];
    private readonly HashSet<Guid> guarded = [];
    private readonly List<Reading> readings = [];

    /// <summary>The database, for strong reads of inline views and reservations in a <c>Load</c>.</summary>
    public NpgsqlDataSource Database => database;

    /// <summary>The streams of the handler's states, in the order of its parameters.</summary>
    internal IReadOnlyList<Reading> Readings => readings;

    /// <summary>The stream of a state of the handler; read with all others in <see cref="Attempt.LoadAsync"/>.</summary>
    public Reading<T> Read<T>(Guid? stream)
        where T : class, IState<T> => Add(new Reading<T>(stream, guard: true));

    /// <summary>The stream of a state of the handler that is not guarded.</summary>
    public Reading<T> Peek<T>(Guid? stream)
        where T : class, IState<T> => Add(new Reading<T>(stream, guard: false));

    /// <summary>Reads a stream and guards it: the command fails and is decided again if it has moved at commit.</summary>
    public async Task<Stream<T>> FetchAsync<T>(Guid stream, CancellationToken cancel = default)
        where T : class, IState<T> => (await FetchAsync<T>([stream], cancel))[0];

    /// <summary>Reads several streams of one type in one round trip and guards them.</summary>
    public async Task<IReadOnlyList<Stream<T>>> FetchAsync<T>(IEnumerable<Guid> streams, CancellationToken cancel = default)
        where T : class, IState<T>
    {
        Reading<T>[] read = [.. streams.Distinct().Select(s => new Reading<T>(s, guard: true))];
        if (read.Length > 0)
            await SeeAsync(session.CreateBatchQuery(), read, cancel);
        return [.. read.Select(r => r.Stream)];
    }

    /// <summary>Reads a stream without guarding it, for what may change without harm (a name, a preference).</summary>
    public async Task<Stream<T>> PeekAsync<T>(Guid stream, CancellationToken cancel = default)
        where T : class, IState<T>
    {
        var read = new Reading<T>(stream, guard: false);
        await SeeAsync(session.CreateBatchQuery(), [read], cancel);
        return read.Stream;
    }

    /// <summary>Carries the batch out with the streams of the handler and the clock as its last questions; what time it was then.</summary>
    internal async Task<DateTimeOffset> ReadAsync(IBatchedQuery batch, CancellationToken cancel)
    {
        foreach (var reading in readings.Where(r => r.Id is not null))
            reading.AddTo(batch);
        var now = batch.AddItem(StoreClock.Question());
        await batch.Execute(cancel);
        foreach (var reading in readings.Where(r => r.Id is not null))
            await SawAsync(reading);
        return await now;
    }

    /// <summary>The version a decision on this stream rests on; 0 where it was never read.</summary>
    internal long VersionOf(Guid stream) => seen.GetValueOrDefault(stream);

    /// <summary>What the commit has to hold, given what it writes.</summary>
    internal IEnumerable<(Guid Stream, long Version, bool Written)> Held(IReadOnlySet<Guid> written) =>
        written.Select(s => (s, VersionOf(s), true)).Concat(guarded.Where(s => !written.Contains(s)).Select(s => (s, seen[s], false)));

    private Reading<T> Add<T>(Reading<T> reading)
        where T : class, IState<T>
    {
        readings.Add(reading);
        return reading;
    }

    private async Task SeeAsync(IBatchedQuery batch, IReadOnlyList<Reading> read, CancellationToken cancel)
    {
        foreach (var reading in read)
            reading.AddTo(batch);
        await batch.Execute(cancel);
        foreach (var reading in read)
            await SawAsync(reading);
    }

    // Read twice, a stream counts as it was seen first: had it moved in between, one of the two readings is stale.
    private async Task SawAsync(Reading reading)
    {
        await reading.TakeAsync();
        var id = reading.Id!.Value;
        seen[id] = seen.TryGetValue(id, out var before) ? Math.Min(before, reading.Version) : reading.Version;
        if (reading.Guard)
            guarded.Add(id);
    }
}

/// <summary>A stream about to be read and folded.</summary>
public abstract class Reading(Guid? id, bool guard)
{
    internal Guid? Id => id;
    internal bool Guard => guard;
    internal abstract long Version { get; }

    internal abstract void AddTo(IBatchedQuery batch);

    internal abstract Task TakeAsync();
}

/// <summary>A stream about to be read and folded into <typeparamref name="T"/>; without an id it is a stream that is not there.</summary>
public sealed class Reading<T>(Guid? id, bool guard) : Reading(id, guard)
    where T : class, IState<T>
{
    private Task<Stream<T>>? folded;

    /// <summary>The stream as it was read.</summary>
    public Stream<T> Stream { get; private set; } = new(id ?? Guid.Empty, 0, T.Empty);

    internal override long Version => Stream.Version;

    internal override void AddTo(IBatchedQuery batch) => folded = batch.AddItem(new Folding<T>(Id!.Value));

    internal override async Task TakeAsync() => Stream = await folded!;
}

/// <summary>Marks a state parameter of a handler that is read but not guarded.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PeekAttribute : Attribute;
