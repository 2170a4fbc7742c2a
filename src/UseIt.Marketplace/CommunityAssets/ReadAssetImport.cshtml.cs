using System.Globalization;
using Marten;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>What a file of assets comes to; then they are put on the map, so many at a time, and can be taken off it again.</summary>
[ForRoles("an adviser or a programme manager", Roles.Adviser, Roles.ProgrammeManager)]
public sealed class ReadAssetImportPage(Actors actors, ImportFiles files, IDocumentStore store, AssetImports imports)
    : RowImportPage<AssetFile, AssetField, AssetLine>(actors, files, store)
{
    public override Guid Import => imports.IdOf(Own, Sheet);

    public override string Question => "Is it the same asset?";

    public override string Undoing =>
        "What it put on your map is taken off it, but for what a bridge or a later word rests on. That stays, and you can take it off yourself.";

    protected override string Away => "/assets/kept";

    protected override string At(Guid file) => $"/assets/import/{file}";

    protected override string? Unsaid => State.Columns is null ? $"{At(FileId)}/columns" : null;

    protected override AssetFile With(
        IReadOnlyDictionary<int, string> answers,
        int? done,
        int imported,
        IReadOnlyList<RowOutcome> refused,
        bool finished
    ) => State with { Answers = answers, Done = done, Imported = imported, Refused = refused, Finished = finished };

    protected override Task<RowPlan<AssetLine>> PlanAsync(CancellationToken cancel) =>
        imports.PlanAsync(Own, Sheet, State.Columns!, State.Answers, cancel);

    protected override Task<IReadOnlyList<RowOutcome>> TakeInAsync(int after, int most, CancellationToken cancel) =>
        imports.TakeInAsync(Who, Own, Sheet, Plan, after, most, null, cancel);

    protected override Task<TakenBack?> UndoAsync(CancellationToken cancel) => imports.UndoAsync(Who, Import, null, cancel);

    protected override string Undone(TakenBack back) =>
        back.Kept == 0
            ? "The import is taken back"
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{back.Gone:N0} assets are off the map; {back.Kept:N0} stay, as something rests on them"
            );
}
