using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Imports;

/// <summary>An adviser brings the spreadsheet in which support was written down so far.</summary>
[ForRoles("an adviser", Roles.Adviser)]
[CountsAs(Counted.Upload)]
[RequestSizeLimit(Sheet.MostBytes + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = Sheet.MostBytes + (1 << 20))]
public sealed class NewImportPage(Actors actors, ImportFiles files) : NewSheetPage<FileState>(actors, files)
{
    protected override string At(Guid file) => $"/cases/import/{file}";
}
