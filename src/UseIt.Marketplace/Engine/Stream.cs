using JasperFx.Events;

namespace UseIt.Marketplace.Engine;

/// <summary>A stream as it was read: its state, and the version a decision on it rests on (0 = no such stream yet).</summary>
public sealed record Stream<T>(Guid Id, long Version, T State)
    where T : class, IState<T>
{
    /// <summary>Whether the stream has any fact.</summary>
    public bool Exists => Version > 0;

    /// <summary>Folds facts, oldest first and without holes.</summary>
    internal static Stream<T> Of(Guid id, IReadOnlyList<IEvent> facts)
    {
        var state = T.Empty;
        foreach (var fact in facts)
            state = state.Evolve(fact.Data);
        return new Stream<T>(id, facts is [.., var last] ? last.Version : 0, state);
    }
}
