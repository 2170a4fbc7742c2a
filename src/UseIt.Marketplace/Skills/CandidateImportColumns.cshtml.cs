using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Skills;

/// <summary>What each column of a sheet of people says. A sheet without headings begins with somebody: no heading is remembered.</summary>
[ForRoles("an adviser", Roles.Adviser)]
public sealed class CandidateImportColumnsPage(Actors actors, ImportFiles files, IDocumentStore store)
    : SheetColumnsPage<CandidateFile, CandidateField>(actors, files, store, CandidateColumns.All)
{
    public static readonly Refusal NoName = new("columns-without-name", "columns[0]", "Choose the column that names the person");
    public static readonly Refusal NoContact = new(
        "columns-without-contact",
        "columns[0]",
        "Choose the column that says how the person can be reached"
    );

    public override bool Remembers => false;

    protected override string At(Guid file) => $"/candidates/import/{file}";

    protected override bool IsUnderWay => State.Done is not null;

    protected override IReadOnlyList<CandidateField?>? Said => State.Columns;

    // What was answered is about rows as these columns read them.
    protected override CandidateFile With(IReadOnlyList<CandidateField?> columns) => new() { Columns = columns, Terms = State.Terms };

    protected override IEnumerable<(CandidateField Field, Refusal Missing)> Needed =>
        [(CandidateField.Name, NoName), (CandidateField.Contact, NoContact)];
}
