namespace UseIt.PrivatePostgres;

/// <summary>The private PostgreSQL cannot be had. The message says in plain words what is wrong and what to do.</summary>
public sealed class PrivateClusterException : Exception
{
    /// <summary>A message for the person at the terminal: its first line says what is wrong and what to do.</summary>
    public PrivateClusterException(string message)
        : base(message) { }

    /// <summary>The same, with what led to it.</summary>
    public PrivateClusterException(string message, Exception cause)
        : base(message, cause) { }
}
