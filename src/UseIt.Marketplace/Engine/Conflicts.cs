namespace UseIt.Marketplace.Engine;

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

/// <summary>
/// The connection was lost while committing and the database could not be asked again: the commit may or may not stand.
/// </summary>
public sealed class UnknownOutcomeException(Exception cause)
    : Exception("The connection was lost during commit and its outcome is not known yet.", cause);

/// <summary>
/// A message was refused by a rule, which refuses tomorrow what it refuses today: it is set aside for a person to look at.
/// </summary>
public sealed class RefusedException(string codes) : Exception(codes);
