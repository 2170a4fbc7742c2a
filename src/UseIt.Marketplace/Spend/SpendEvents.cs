using UseIt.Marketplace.Documents;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Spend;

// What a buyer has paid, file by file. The lines of a file are a document, whose digest the log holds; what is named here are the sums of
// it and nobody's name.
public sealed record LocalAreaDefined(Guid SpendLedgerId, Guid BuyerId, string Name, IReadOnlyList<string> Postcodes) : IFact;

public sealed record PaidInvoicesTakenIn(
    Guid SpendLedgerId,
    Guid BuyerId,
    Guid DocumentId,
    string Sha256,
    int Lines,
    decimal Net,
    int NotInPounds,
    int Matched,
    DateOnly First,
    DateOnly Last
) : IFact, IRefersToDocuments
{
    public IEnumerable<Guid> Documents() => [DocumentId];
}

public sealed record PaidInvoicesTakenBack(Guid SpendLedgerId, Guid BuyerId, Guid DocumentId, string Reason) : IFact;
