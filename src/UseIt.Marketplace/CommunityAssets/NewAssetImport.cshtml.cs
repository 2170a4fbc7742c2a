using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>A keeper of the map brings the spreadsheet in which assets were listed so far.</summary>
[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
[CountsAs(Counted.Upload)]
[RequestSizeLimit(Sheet.MostBytes + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = Sheet.MostBytes + (1 << 20))]
public sealed class NewAssetImportPage(Actors actors, ImportFiles files) : NewSheetPage<AssetFile>(actors, files)
{
    protected override string At(Guid file) => $"/assets/import/{file}";
}
