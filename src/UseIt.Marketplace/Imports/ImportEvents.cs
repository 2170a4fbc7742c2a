using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Imports;

// An import: one file of one support organisation. What its rows have made bears ids that follow from the import's and the row's number;
// of the file's words nothing is kept here.
public sealed record ImportBegun(Guid ImportId, Guid SupportOrganisationId, string Sha256, int Rows, int LastRow, Guid By) : IFact;

public sealed record ImportFinished(Guid ImportId, Guid SupportOrganisationId, int Imported, int Refused) : IFact;

public sealed record ImportUndone(Guid ImportId, Guid SupportOrganisationId, int Withdrawn, int Kept, Guid By) : IFact;
