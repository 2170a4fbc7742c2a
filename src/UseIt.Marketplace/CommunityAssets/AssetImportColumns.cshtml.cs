using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>What each column of a sheet of assets says.</summary>
[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class AssetImportColumnsPage(Actors actors, ImportFiles files, IDocumentStore store)
    : SheetColumnsPage<AssetFile, AssetField>(actors, files, store, AssetColumns.All)
{
    protected override string At(Guid file) => $"/assets/import/{file}";

    protected override bool IsUnderWay => State.Done is not null;

    protected override IReadOnlyList<AssetField?>? Said => State.Columns;

    // What was answered is about rows as these columns read them.
    protected override AssetFile With(IReadOnlyList<AssetField?> columns) => new() { Columns = columns };

    protected override IEnumerable<(AssetField Field, Refusal Missing)> Needed { get; } =
    [
        (AssetField.Name, SheetColumns.Without("name", "names the asset")),
        (AssetField.Scale, SheetColumns.Without("scale", "says macro or micro")),
        (AssetField.Kind, SheetColumns.Without("kind", "says what it is")),
        (AssetField.Ward, SheetColumns.Without("ward", "says in which ward it is")),
    ];
}
