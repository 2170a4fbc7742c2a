using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// The streams one command has read. Whatever a decision has seen and does not write is guarded at the version seen, unless it was only
/// peeked at.
/// </summary>
public sealed class Streams
{
    private readonly EventStore store;
    private readonly List<Fold> folds = [];
    private readonly Dictionary<Guid, long> seen = [];
    private readonly HashSet<Guid> guarded = [];

    internal Streams(EventStore store, NpgsqlConnection? connection)
    {
        this.store = store;
        Connection = connection;
    }

    internal NpgsqlConnection? Connection { get; }
    internal IReadOnlyDictionary<Guid, long> Seen => seen;

    /// <summary>The database, for strong reads of inline views and reservations in a <c>Load</c>.</summary>
    public NpgsqlDataSource Database => store.Database;

    /// <summary>Reads a stream and guards it: the command fails and is decided again if it has moved at commit.</summary>
    public async Task<Stream<T>> FetchAsync<T>(Guid stream, CancellationToken cancel = default)
        where T : class, IState<T> => (await FetchAsync<T>([stream], cancel))[0];

    /// <summary>Reads several streams of one type in one round trip and guards them.</summary>
    public async Task<IReadOnlyList<Stream<T>>> FetchAsync<T>(IEnumerable<Guid> streams, CancellationToken cancel = default)
        where T : class, IState<T>
    {
        var read = streams.Distinct().Select(Fold.Of<T>).ToArray();
        await ReadAsync(read, guard: true, cancel);
        return [.. read.Select(f => (Stream<T>)f.Result)];
    }

    /// <summary>Reads a stream without guarding it, for what may change without harm (a name, a preference).</summary>
    public async Task<Stream<T>> PeekAsync<T>(Guid stream, CancellationToken cancel = default)
        where T : class, IState<T>
    {
        var read = Fold.Of<T>(stream);
        await ReadAsync([read], guard: false, cancel);
        return (Stream<T>)read.Result;
    }

    private async Task ReadAsync(Fold[] read, bool guard, CancellationToken cancel)
    {
        if (read.Length == 0)
            return;
        await using var own = Connection is null ? await store.Database.OpenConnectionAsync(cancel) : null;
        await store.FetchAsync(read, Connection ?? own!, [], cancel);
        foreach (var fold in read)
            Saw(fold, guard);
    }

    // Read twice, a stream counts as it was seen first: had it moved in between, one of the two readings is stale.
    internal void Saw(Fold fold, bool guard)
    {
        folds.Add(fold);
        seen[fold.Stream] = seen.TryGetValue(fold.Stream, out var before) ? Math.Min(before, fold.Version) : fold.Version;
        if (guard)
            guarded.Add(fold.Stream);
    }

    internal void GuardIn(Append append)
    {
        foreach (var stream in guarded)
            append.Guard(stream, seen[stream]);
    }

    internal void SnapshotIn(Append append)
    {
        foreach (var fold in folds)
        {
            List<object>? facts = null;
            foreach (var (write, _, fact) in append.Facts)
                if (write.Stream == fold.Stream && write.Expected == fold.Version)
                    (facts ??= []).Add(fact);
            if (facts is not null)
                fold.AddSnapshot(append, facts);
        }
    }
}

/// <summary>Marks a state parameter of a handler that is read but not guarded.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PeekAttribute : Attribute;
