using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Spend;

/// <summary>What each column of a sheet of paid invoices says.</summary>
[ForRoles(SpendAccess.Who, Roles.ContractManager)]
public sealed class InvoiceColumnsPage(Actors actors, ImportFiles files, IDocumentStore store)
    : SheetColumnsPage<InvoiceFile, InvoiceField>(actors, files, store, InvoiceColumns.All)
{
    protected override string At(Guid file) => $"/spend/new/{file}";

    protected override bool IsUnderWay => State.Document is not null;

    protected override IReadOnlyList<InvoiceField?>? Said => State.Columns;

    // What was answered is about rows as these columns read them.
    protected override InvoiceFile With(IReadOnlyList<InvoiceField?> columns) => new() { Columns = columns };

    protected override IEnumerable<(InvoiceField Field, Refusal Missing)> Needed { get; } =
    [
        (InvoiceField.Supplier, SheetColumns.Without("supplier", "names the supplier")),
        (InvoiceField.Net, SheetColumns.Without("net", "says the net amount")),
        (InvoiceField.Paid, SheetColumns.Without("paid", "says the date paid")),
    ];
}
