namespace UseIt.Testing;

/// <summary>How long a test waits for what it knows will happen, however busy the machine is; then something is broken.</summary>
public static class Patience
{
    public static readonly TimeSpan Long = TimeSpan.FromMinutes(3);

    /// <summary>Ends when patience does.</summary>
    public static CancellationTokenSource Begin() => new(Long);
}
