using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Documents;

/// <summary>
/// Who may ever read a document: everybody, the parties concerned, nobody before an opening, or only for a person's own sake.
/// </summary>
public enum Classification
{
    Open,
    Restricted,
    Sealed,
    Personal,
}

public enum ScanResult
{
    Clean,
    Infected,
    NotScanned,
}

/// <summary>A fact that refers to stored files; storing the fact claims them, and what nobody claims within a day is swept.</summary>
public interface IRefersToDocuments
{
    IEnumerable<Guid> Documents();
}

// A document, from its last byte. Size and digest are those of the bytes as stored (ciphertext where sealed); a sealed document has no
// title. A picture that told where, when or with what it was taken has lost that on arrival, and the digest of what was sent stands beside.
public sealed record DocumentStored(
    Guid DocumentId,
    Guid OwnerId,
    string Sha256,
    long Size,
    string MediaType,
    string? Title,
    string? Language,
    Classification Classification,
    string? SentSha256 = null
) : IFact;

public sealed record DocumentScanned(Guid DocumentId, ScanResult Result, string Scanner) : IFact;

public sealed record DocumentSuperseded(Guid DocumentId, Guid By) : IFact;

public sealed record DocumentDiscarded(Guid DocumentId, string Reason) : IFact;
