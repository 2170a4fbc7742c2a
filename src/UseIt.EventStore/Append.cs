using Npgsql;

namespace UseIt.EventStore;

/// <summary>All that one commit writes: facts on several streams, streams it depends on, reservations, and further statements. All or nothing.</summary>
public sealed class Append
{
    internal sealed record Write(Guid Stream, string Type, long Expected, IReadOnlyList<object> Facts, SnapshotToWrite? Snapshot);
    internal sealed record SnapshotToWrite(string Kind, string Shape, long Version, object State);
    internal sealed record Reservation(string Scope, string Key, Guid Owner, bool Release);

    internal SortedDictionary<Guid, Write> Writes { get; } = [];
    internal SortedDictionary<Guid, long> Guards { get; } = [];
    internal List<Reservation> Reservations { get; } = [];
    internal List<NpgsqlBatchCommand> Statements { get; } = [];

    /// <summary>Who and why, stored with every fact.</summary>
    public EventMetadata Metadata { get; init; } = new();

    /// <summary>The version each written stream will have.</summary>
    public IEnumerable<KeyValuePair<Guid, long>> WrittenVersions => Writes.Values.Select(w => KeyValuePair.Create(w.Stream, w.Expected + w.Facts.Count));

    /// <summary>Whether there is nothing to commit.</summary>
    public bool IsEmpty => Writes.Count == 0 && Reservations.Count == 0 && Statements.Count == 0;

    /// <summary>Appends facts to a stream that must be at <paramref name="expectedVersion"/> (0 starts it). Called twice for one stream, the facts follow each other.</summary>
    public Append To<T>(Guid stream, long expectedVersion, params IReadOnlyList<object> facts) where T : class, IState<T>
        => To(stream, EventTypes.SnakeCase(typeof(T).Name), expectedVersion, facts);

    /// <summary>Appends facts to a stream of the named type; see <see cref="To{T}"/>.</summary>
    public Append To(Guid stream, string type, long expectedVersion, params IReadOnlyList<object> facts)
    {
        if (facts.Count == 0) return this;
        Writes[stream] = Writes.TryGetValue(stream, out var earlier)
            ? earlier with { Facts = [.. earlier.Facts, .. facts] }
            : new Write(stream, type, expectedVersion, facts, null);
        Guards.Remove(stream);
        return this;
    }

    /// <summary>Depends on a stream without writing it: the commit holds it at this version (<c>for share</c>) or fails with a conflict.</summary>
    public Append Guard(Guid stream, long expectedVersion)
    {
        if (!Writes.ContainsKey(stream)) Guards[stream] = expectedVersion;
        return this;
    }

    /// <summary>Claims a key for an owner across all streams; claiming again for the same owner is harmless.</summary>
    public Append Reserve(string scope, string key, Guid owner)
    {
        Reservations.Add(new Reservation(scope, key, owner, Release: false));
        return this;
    }

    /// <summary>Gives a key back if this owner holds it.</summary>
    public Append Release(string scope, string key, Guid owner)
    {
        Reservations.Add(new Reservation(scope, key, owner, Release: true));
        return this;
    }

    /// <summary>A further statement of the same commit, such as an outbox row.</summary>
    public Append With(NpgsqlBatchCommand statement)
    {
        Statements.Add(statement);
        return this;
    }

    internal void Snapshot(Guid stream, SnapshotToWrite snapshot) => Writes[stream] = Writes[stream] with { Snapshot = snapshot };
}

/// <summary>What a commit wrote.</summary>
/// <param name="Position">The last position it wrote (0 when it wrote no fact).</param>
/// <param name="Versions">The version of each written stream.</param>
public sealed record Appended(long Position, IReadOnlyDictionary<Guid, long> Versions);

/// <summary>A stream was not at the version a decision rested on; nothing was written.</summary>
public sealed class StreamConflictException(Guid stream, long expected, long? actual) : Exception($"Stream {stream} was expected at version {expected} and is at {actual?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "another"}.")
{
    /// <summary>The stream.</summary>
    public Guid Stream { get; } = stream;
    /// <summary>The version the decision rested on.</summary>
    public long Expected { get; } = expected;
    /// <summary>The version found, where known.</summary>
    public long? Actual { get; } = actual;
}

/// <summary>A reservation is held by another owner; nothing was written.</summary>
public sealed class ReservationTakenException(string scope) : Exception($"A key in scope {scope} is held by another owner.")
{
    /// <summary>The scope in which the key is taken.</summary>
    public string Scope { get; } = scope;
}

/// <summary>The connection was lost while committing and the database could not be asked again: the commit may or may not stand.</summary>
public sealed class UnknownOutcomeException(Exception cause) : Exception("The connection was lost during commit and its outcome is not known yet.", cause);
