using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace;

/// <summary>
/// Which views are brought up to date together: what one of them cannot take stops these and leaves the rest at work. A change to any view
/// of one raises its version.
/// </summary>
public static class Composites
{
    /// <summary>What anybody looks for: open tenders, opportunities, enterprises.</summary>
    public static readonly Composite Search = new("search", 4);

    /// <summary>What is published of our own processes.</summary>
    public static readonly Composite OpenData = new("open_data", 3);

    /// <summary>What was promised and delivered, and what support it took.</summary>
    public static readonly Composite Ledger = new("ledger", 9);

    /// <summary>What buyers and enterprises have before them while a tender runs.</summary>
    public static readonly Composite Work = new("work", 8);

    /// <summary>What the strands beside tendering have before them.</summary>
    public static readonly Composite Strands = new("strands", 5);

    /// <summary>What programmes and their claims have before them.</summary>
    public static readonly Composite Programmes = new("programmes", 4);

    /// <summary>What the platform's administrators have before them.</summary>
    public static readonly Composite Platform = new("platform", 1);

    /// <summary>Which reports are made by themselves.</summary>
    public static readonly Composite Reporting = new("reporting", 1);
}
