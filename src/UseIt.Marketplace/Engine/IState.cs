namespace UseIt.Marketplace.Engine;

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
