using Npgsql;
using UseIt.EventStore;

namespace UseIt.Messaging;

/// <summary>The streams one command has read. Whatever a decision has seen and does not write is guarded at the version seen, unless it was only peeked at.</summary>
public sealed class Streams
{
    private readonly EventStore.EventStore store;
    private readonly Dictionary<Guid, long> seen = [];
    private readonly HashSet<Guid> unguarded = [];

    internal Streams(EventStore.EventStore store, NpgsqlConnection? connection)
    {
        this.store = store;
        Connection = connection;
    }

    internal NpgsqlConnection? Connection { get; }
    internal DateTimeOffset Now { get; private set; }
    internal IReadOnlyDictionary<Guid, long> Seen => seen;
    internal IEnumerable<KeyValuePair<Guid, long>> Guards => seen.Where(s => !unguarded.Contains(s.Key));

    /// <summary>The database, for strong reads of inline views and reservations in a <c>Load</c>.</summary>
    public NpgsqlDataSource Database => store.Database;

    /// <summary>Reads a stream and guards it: the command fails and is decided again if it has moved at commit.</summary>
    public async Task<Stream<T>> FetchAsync<T>(Guid stream, CancellationToken cancel = default) where T : class, IState<T>
        => (Stream<T>)(await FetchAsync([Fold.Of<T>(stream)], cancel))[0];

    /// <summary>Reads several streams of one type in one round trip and guards them.</summary>
    public async Task<IReadOnlyList<Stream<T>>> FetchAsync<T>(IEnumerable<Guid> streams, CancellationToken cancel = default) where T : class, IState<T>
        => [.. (await FetchAsync([.. streams.Distinct().Select(Fold.Of<T>)], cancel)).Cast<Stream<T>>()];

    /// <summary>Reads a stream without guarding it, for what may change without harm (a name, a preference).</summary>
    public async Task<Stream<T>> PeekAsync<T>(Guid stream, CancellationToken cancel = default) where T : class, IState<T>
    {
        if (!seen.ContainsKey(stream)) unguarded.Add(stream);
        return await FetchAsync<T>(stream, cancel);
    }

    internal async Task<IReadOnlyList<object>> FetchAsync(IReadOnlyList<Fold> folds, CancellationToken cancel)
    {
        var (now, streams) = await store.FetchAsync(folds, Connection, cancel);
        Now = now;
        foreach (var fold in folds) seen[fold.Stream] = fold.Version;
        return streams;
    }

    internal void Peeked(Guid stream) => unguarded.Add(stream);
}

/// <summary>Marks a state parameter of a handler that is read but not guarded.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class PeekAttribute : Attribute;
