using Npgsql;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// All that one commit writes: facts on several streams, streams it depends on, reservations, and further statements. All or nothing.
/// </summary>
public sealed class Append
{
    internal sealed class Write(Guid stream, string type, long expected)
    {
        public Guid Stream => stream;
        public string Type => type;
        public long Expected { get; } = expected;
        public long Version { get; set; } = expected;
    }

    internal sealed record Reservation(string Scope, string Key, Guid Owner, bool Release);

    private readonly List<Write> writes = [];

    internal IReadOnlyList<Write> Writes => writes;

    /// <summary>The facts in the order they were decided, which is their order in the log.</summary>
    internal List<(Write Write, long Version, object Fact)> Facts { get; } = [];
    internal Dictionary<Guid, long> Guards { get; } = [];
    internal List<Reservation> Reservations { get; } = [];
    internal List<NpgsqlBatchCommand> Statements { get; } = [];

    /// <summary>Who and why, stored with every fact.</summary>
    public EventMetadata Metadata { get; init; } = new();

    /// <summary>The version each written stream will have.</summary>
    public IEnumerable<KeyValuePair<Guid, long>> WrittenVersions => writes.Select(w => KeyValuePair.Create(w.Stream, w.Version));

    /// <summary>Whether there is nothing to commit.</summary>
    public bool IsEmpty => writes.Count == 0 && Reservations.Count == 0 && Statements.Count == 0;

    /// <summary>
    /// Appends facts to a stream that must be at <paramref name="expectedVersion"/> (0 starts it). Called twice for one stream, the facts
    /// follow each other.
    /// </summary>
    public Append To<T>(Guid stream, long expectedVersion, params IReadOnlyList<object> facts)
        where T : class, IState<T> => To(stream, Fold.AliasOf<T>(), expectedVersion, facts);

    /// <summary>Appends facts to a stream of the named type; see <see cref="To{T}"/>.</summary>
    public Append To(Guid stream, string type, long expectedVersion, params IReadOnlyList<object> facts)
    {
        if (facts.Count == 0)
            return this;
        var write = Find(stream);
        if (write is null)
            writes.Add(write = new Write(stream, type, expectedVersion));
        foreach (var fact in facts)
            Facts.Add((write, ++write.Version, fact));
        Guards.Remove(stream);
        return this;
    }

    /// <summary>Appends facts to a stream as it was read, with a new snapshot where one is due.</summary>
    public Append To(Fold read, params IReadOnlyList<object> facts)
    {
        read.AddSnapshot(this, facts);
        return To(read.Stream, read.Type, read.Version, facts);
    }

    /// <summary>
    /// Depends on a stream without writing it: the commit holds it at this version (0: that it does not exist) or fails with a conflict.
    /// </summary>
    public Append Guard(Guid stream, long expectedVersion)
    {
        if (Find(stream) is null)
            Guards[stream] = expectedVersion;
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

    /// <summary>Lets a paused view or subscriber try again.</summary>
    public Append Resume(string follower) => With(Positions.Resume(follower));

    /// <summary>
    /// Lets a view or subscriber go on without a fact it cannot take. That, and why, stays on record with whoever <see cref="Metadata"/>
    /// names.
    /// </summary>
    public Append Skip(string follower, long position, string reason) =>
        With(Positions.Skip(follower, position, Metadata.Actor ?? "", reason)).With(Positions.Resume(follower, position));

    /// <summary>A further statement of the same commit, such as an outbox row.</summary>
    public Append With(NpgsqlBatchCommand statement)
    {
        Statements.Add(statement);
        return this;
    }

    internal Appended Result(long position)
    {
        var versions = new Dictionary<Guid, long>(writes.Count);
        foreach (var write in writes)
            versions[write.Stream] = write.Version;
        return new Appended(position, versions);
    }

    internal long ExpectedOf(Guid stream) => Find(stream)?.Expected ?? Guards.GetValueOrDefault(stream);

    private Write? Find(Guid stream)
    {
        foreach (var write in writes)
            if (write.Stream == stream)
                return write;
        return null;
    }
}

/// <summary>What a commit wrote.</summary>
/// <param name="Position">The last position it wrote (0 when it wrote no fact).</param>
/// <param name="Versions">The version of each written stream.</param>
public sealed record Appended(long Position, IReadOnlyDictionary<Guid, long> Versions);

/// <summary>A stream was not at the version a decision rested on; nothing was written.</summary>
public sealed class StreamConflictException(Guid stream, long expected, long? actual)
    : Exception(
        $"Stream {stream} was expected at version {expected} and is at {actual?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? "another"}."
    )
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

/// <summary>The connection broke, and the log shows that nothing was written: the command may be sent again.</summary>
public sealed class CommitFailedException(Exception cause)
    : Exception("The connection was lost before the commit; nothing was written.", cause);

/// <summary>The connection was lost while committing and the database could not be asked again: the commit may or may not stand.</summary>
public sealed class UnknownOutcomeException(Exception cause)
    : Exception("The connection was lost during commit and its outcome is not known yet.", cause);
