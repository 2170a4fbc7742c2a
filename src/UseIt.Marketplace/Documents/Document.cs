using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Documents;

public sealed record Document(
    Guid Owner,
    string Sha256,
    long Size,
    string MediaType,
    string? Title,
    Classification Classification,
    bool Infected,
    bool Discarded
) : IState<Document>
{
    public static Document Empty { get; } = new(Guid.Empty, "", 0, "", null, Classification.Restricted, false, false);

    /// <summary>Whether a virus scanner has looked at it.</summary>
    public bool Scanned { get; init; }

    /// <summary>The digest of what was sent, where less of it is stored.</summary>
    public string? SentSha256 { get; init; }

    public bool Has(string sha256) =>
        sha256.Equals(Sha256, StringComparison.OrdinalIgnoreCase) || sha256.Equals(SentSha256, StringComparison.OrdinalIgnoreCase);

    public bool CanBeRead => !Infected && !Discarded && Size > 0;

    public Document Evolve(object fact) =>
        fact switch
        {
            DocumentStored e => new Document(e.OwnerId, e.Sha256, e.Size, e.MediaType, e.Title, e.Classification, false, false)
            {
                SentSha256 = e.SentSha256,
            },
            DocumentScanned e => this with { Infected = e.Result == ScanResult.Infected, Scanned = e.Result != ScanResult.NotScanned },
            DocumentDiscarded => this with { Discarded = true },
            _ => this,
        };
}
