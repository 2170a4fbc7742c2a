using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>An adviser brings the spreadsheet in which people were kept so far.</summary>
[ForRoles("an adviser", Roles.Adviser)]
[CountsAs(Counted.Upload)]
[RequestSizeLimit(Sheet.MostBytes + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = Sheet.MostBytes + (1 << 20))]
public sealed class NewCandidateImportPage(Actors actors, ImportFiles files) : NewSheetPage<CandidateFile>(actors, files)
{
    protected override string At(Guid file) => $"/candidates/import/{file}";
}
