namespace UseIt.Marketplace.Engine;

/// <summary>Says in this process that facts were committed, so that readers of the log need not wait for their next look.</summary>
public sealed class CommittedFacts
{
    /// <summary>Raised after each commit that wrote facts, with its last position.</summary>
    public event Action<long>? Committed;

    internal void Tell(long position) => Committed?.Invoke(position);
}
