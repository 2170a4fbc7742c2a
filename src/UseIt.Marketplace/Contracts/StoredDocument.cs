using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Contracts;

/// <summary>Whether a document may stand as evidence: it exists and belongs to who shows it.</summary>
public sealed record StoredDocument(Guid? OwnerId, string? Title = null, string? MediaType = null, string? Sha256 = null)
    : IState<StoredDocument>
{
    public static StoredDocument Empty { get; } = new((Guid?)null);

    public static string StreamType => "document";

    public StoredDocument Evolve(object fact) =>
        fact switch
        {
            DocumentStored e => new StoredDocument(e.OwnerId, e.Title, e.MediaType, e.Sha256),
            DocumentDiscarded => Empty,
            _ => this,
        };
}
