using Microsoft.AspNetCore.Mvc;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>The buyer's contract manager brings a spreadsheet of paid invoices.</summary>
[ForRoles(SpendAccess.Who, Roles.ContractManager)]
[CountsAs(Counted.Upload)]
[RequestSizeLimit(Sheet.MostBytes + (1 << 20))]
[RequestFormLimits(MemoryBufferThreshold = Sheet.MostBytes + (1 << 20))]
public sealed class NewInvoicesPage(Actors actors, ImportFiles files) : NewSheetPage<InvoiceFile>(actors, files)
{
    protected override string At(Guid file) => $"/spend/new/{file}";
}
