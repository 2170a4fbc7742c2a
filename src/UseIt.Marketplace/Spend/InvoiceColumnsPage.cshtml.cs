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
        (InvoiceField.Supplier, Without("supplier", "names the supplier")),
        (InvoiceField.Net, Without("net", "says the net amount")),
        (InvoiceField.Paid, Without("paid", "says the date paid")),
    ];

    private static Refusal Without(string code, string does) =>
        new($"columns-without-{code}", "columns[0]", $"Choose the column that {does}");
}
