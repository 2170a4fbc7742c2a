namespace UseIt.Marketplace.Engine;

/// <summary>One kind of data, how long it is kept and by what right; each context declares its own.</summary>
/// <param name="Name">What it is called.</param>
/// <param name="Days">After so many days it is due to go; null for as long as what it belongs to.</param>
/// <param name="Basis">Why so long.</param>
/// <param name="Rows">A query of one column: the instant from which the days count, for each row there is.</param>
public sealed record RetentionClass(string Name, int? Days, string Basis, string Rows)
{
    /// <summary>Removes what is older, and says how much it was; null where it is reported only, or removed otherwise.</summary>
    public Func<IServiceProvider, DateTimeOffset, CancellationToken, Task<long>>? Erase { get; init; }
}
