namespace UseIt.Marketplace.Engine;

/// <summary>
/// Something that is sent, a command or an effect. Whoever prints it (a log, a failed assertion) gets its name, and nothing of what it
/// holds.
/// </summary>
public abstract record Message
{
    /// <inheritdoc/>
    public sealed override string ToString() => GetType().Name;
}
