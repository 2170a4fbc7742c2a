namespace UseIt.Marketplace.Engine;

/// <summary>
/// A stream was asked for as one type and is of another. Taken for an existing one it would be changed by facts that are not its own, or
/// would keep what is to be started there from ever beginning.
/// </summary>
public sealed class OtherStreamTypeException(Guid stream, string asked, string found)
    : Exception($"Stream {stream} was asked for as {asked} and is {found}.")
{
    /// <summary>The stream.</summary>
    public Guid Stream { get; } = stream;
}
