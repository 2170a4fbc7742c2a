using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Awards;

/// <summary>A stored document as an answer sees it: whose it is, and what it is called.</summary>
public sealed record SuppliedFile(Guid? OwnerId, string? Title = null) : IState<SuppliedFile>
{
    public static SuppliedFile Empty { get; } = new((Guid?)null);

    public static string StreamType => "document";

    public SuppliedFile Evolve(object fact) =>
        fact switch
        {
            DocumentStored e => new SuppliedFile(e.OwnerId, e.Title),
            DocumentDiscarded => Empty,
            _ => this,
        };
}
