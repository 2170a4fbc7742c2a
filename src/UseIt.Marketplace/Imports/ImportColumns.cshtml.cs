using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Imports;

/// <summary>What each column of a sheet of cases says.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class ImportColumnsPage(Actors actors, ImportFiles files, IDocumentStore store)
    : SheetColumnsPage<FileState, CaseField>(actors, files, store, CaseColumns.All)
{
    public static readonly Refusal NoName = new("columns-without-name", "columns[0]", "Choose the column that names the enterprise");

    protected override string At(Guid file) => $"/cases/import/{file}";

    protected override bool IsUnderWay => State.Done is not null;

    protected override IReadOnlyList<CaseField?>? Said => State.Columns;

    protected override FileState With(IReadOnlyList<CaseField?> columns) => State with { Columns = columns };

    protected override IEnumerable<(CaseField Field, Refusal Missing)> Needed => [(CaseField.Enterprise, NoName)];
}
