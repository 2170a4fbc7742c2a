using JasperFx.Events;

namespace UseIt.Marketplace.Engine;

/// <summary>One fact as it lies in the log.</summary>
/// <param name="Position">Place in the whole log (<c>seq_id</c>); grows, with gaps. 0 while an inline view sees a fact that is being
/// written.</param>
/// <param name="Id">The fact's own id (UUIDv7).</param>
/// <param name="StreamId">The stream it belongs to.</param>
/// <param name="Version">Its number in the stream, from 1 without gaps.</param>
/// <param name="Type">Its stored name.</param>
/// <param name="Data">The fact.</param>
/// <param name="Timestamp">When it was stored, by the store's clock.</param>
/// <param name="Metadata">Who and why.</param>
public sealed record StoredEvent(
    long Position,
    Guid Id,
    Guid StreamId,
    long Version,
    string Type,
    object Data,
    DateTimeOffset Timestamp,
    EventMetadata Metadata
)
{
    internal static StoredEvent Of(IEvent e) =>
        new(
            e.Sequence,
            e.Id,
            e.StreamId,
            e.Version,
            e.EventTypeName,
            e.Data,
            e.Timestamp,
            new EventMetadata(e.UserName, e.CorrelationId, e.CausationId, e.Headers?.ToDictionary(h => h.Key, h => $"{h.Value}"))
        );
}

/// <summary>Who caused a fact, and what it followed from.</summary>
/// <param name="Actor">Opaque id of the acting person; never a name.</param>
/// <param name="CorrelationId">The request or story it belongs to.</param>
/// <param name="CausationId">The message that caused it.</param>
/// <param name="Headers">Further context, such as the organisation acted for.</param>
public sealed record EventMetadata(
    string? Actor = null,
    string? CorrelationId = null,
    string? CausationId = null,
    IReadOnlyDictionary<string, string>? Headers = null
);

/// <summary>
/// The state of a stream: what its facts mean for the next decision. Pure; it folds and answers questions, it never decides.
/// </summary>
public interface IState<TSelf>
    where TSelf : class, IState<TSelf>
{
    /// <summary>The state before the first fact.</summary>
    static abstract TSelf Empty { get; }

    /// <summary>The state after one more fact; a fact it has no interest in returns it unchanged.</summary>
    TSelf Evolve(object fact);

    /// <summary>
    /// The type of the streams it is folded from; a small state of another's stream names that one's. A stream of another type is not read
    /// into it (<see cref="OtherStreamTypeException"/>).
    /// </summary>
    static virtual string StreamType => EventTypes.SnakeCase(typeof(TSelf).Name);
}

/// <summary>A stream as it was read: its state, and the version a decision on it rests on (0 = no such stream yet).</summary>
public sealed record Stream<T>(Guid Id, long Version, T State)
    where T : class, IState<T>
{
    /// <summary>Whether the stream has any fact.</summary>
    public bool Exists => Version > 0;

    /// <summary>Folds facts, oldest first and without holes.</summary>
    public static Stream<T> Of(Guid id, IReadOnlyList<IEvent> facts)
    {
        var state = T.Empty;
        foreach (var fact in facts)
            state = state.Evolve(fact.Data);
        return new Stream<T>(id, facts is [.., var last] ? last.Version : 0, state);
    }
}
