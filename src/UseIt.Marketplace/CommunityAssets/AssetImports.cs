using System.Globalization;
using Marten;
using Npgsql;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Imports;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>What was decided about a file of assets on its way in.</summary>
public sealed record AssetFile : RowFile<AssetField>, ISheetState
{
    public static string Kind => "assets";
}

/// <summary>
/// Takes assets in from a file, row by row and by the command that keepers of the map use; compares them with what is on the map, and takes
/// them off it again.
/// </summary>
public sealed class AssetImports(
    ImportSteps steps,
    IDocumentStore store,
    NpgsqlDataSource database,
    Vault vault,
    Assets assets,
    Bridges bridges,
    OrganisationNames organisations
)
{
    public const string Reason = "The spreadsheet it came from was taken back";

    public Guid IdOf(Guid support, Sheet sheet) => AssetImport.IdOf(support, vault.Digest($"import:{support}", sheet.Sha256));

    /// <summary>What a file comes to: the same name in the same ward is here already; what is called alike there is asked about.</summary>
    public async Task<RowPlan<AssetLine>> PlanAsync(
        Guid support,
        Sheet sheet,
        IReadOnlyList<AssetField?> columns,
        IReadOnlyDictionary<int, string> answers,
        CancellationToken cancel
    )
    {
        var import = IdOf(support, sheet);
        var own = sheet.Rows.Select(r => AssetImport.AssetOf(import, r.Number)).ToHashSet();
        var here = (await assets.OnMapAsync(database, support, cancel)).Where(a => !own.Contains(a.AssetId)).ToArray();
        return RowPlan<AssetLine>.Of(
            AssetLine.Of(sheet, columns),
            l => Mark(l.Name, l.Scale, l.Place.Ward),
            (l, wrong) => l with { Wrong = [wrong] },
            l => new NamedEntry(l.Row.ToString(CultureInfo.InvariantCulture), l.Name, null, l.Place.Ward, null),
            new KnownRows(
                here.Select(a => Mark(a.Name, a.Scale, a.Place.Ward)).ToHashSet(StringComparer.Ordinal),
                [.. here.Select(a => new NamedEntry(a.AssetId.ToString(), a.Name, null, a.Place.Ward, null))],
                here.ToDictionary(a => a.AssetId.ToString(), a => $"{AssetWords.Of(a.Scale)}, {Assets.PlaceName(a.Place.Ward)}")
            ),
            answers
        );
    }

    public async Task<IReadOnlyList<RowOutcome>> TakeInAsync(
        Actor keeper,
        Guid support,
        Sheet sheet,
        RowPlan<AssetLine> plan,
        int after,
        int most,
        Action<int>? progress,
        CancellationToken cancel
    )
    {
        var import = IdOf(support, sheet);
        var owners = await OwnersAsync(cancel);
        return await steps.TakeInAsync(
            keeper,
            import,
            new BeginAssetImport(import, support, sheet.Rows.Count, sheet.Rows[^1].Number),
            plan.Ready,
            l => new MapAsset(
                AssetImport.AssetOf(import, l.Row),
                support,
                l.Scale,
                l.Kind,
                l.Name,
                l.Ownership,
                l.Place,
                l.Description,
                l.Sensitive,
                l is { Ownership: AssetOwnership.Organisation, Owner: { } owner }
                    ? owners.GetValueOrDefault(owner.ToUpperInvariant())
                    : null,
                l.Ownership == AssetOwnership.NaturalPerson ? l.Owner : null,
                l.People
            ),
            after,
            most,
            progress,
            cancel
        );
    }

    /// <summary>
    /// Takes what the import brought off the map, but what a bridge or a later word rests on. Null where it is no import of this keeper's.
    /// </summary>
    public async Task<TakenBack?> UndoAsync(Actor keeper, Guid import, Action<int, int>? progress, CancellationToken cancel)
    {
        var state = (await store.FetchAsync<AssetImport>(import, cancel)).State;
        if (state.LastRow == 0 || AssetAccess.ForKeeper(keeper, state.SupportOrganisation) != Access.Granted)
            return null;
        var mapped = await steps.ThereAsync([.. Enumerable.Range(1, state.LastRow).Select(r => AssetImport.AssetOf(import, r))], cancel);
        var bridged = (await bridges.AtAsync(database, mapped, cancel))
            .SelectMany(b => new[] { b.MacroAssetId, b.MicroAssetId })
            .ToHashSet();
        var (gone, kept, busy) = (0, 0, false);
        foreach (var asset in mapped)
        {
            cancel.ThrowIfCancellationRequested();
            var known = (await store.FetchAsync<CommunityAsset>(asset, cancel)).State;
            IReadOnlyList<string> not =
                known.OffMap ? []
                : known.LivesOn || bridged.Contains(asset) ? [""]
                : await steps.DoAsync(keeper, import, $"undo:{asset}", new TakeAssetOffMap(asset, Reason));
            busy |= not is [ImportSteps.Busy];
            if (not.Count == 0)
                gone++;
            else
                kept++;
            progress?.Invoke(gone + kept, mapped.Count);
        }
        if (!busy)
            await steps.DoAsync(keeper, import, "undo", new UndoAssetImport(import, gone, kept));
        return new TakenBack(gone, kept, !busy);
    }

    private static string Mark(string name, AssetScale scale, string ward) => $"{Likeness.Plain(name)}\n{scale}\n{ward}";

    // Of one name alone, written as it is in the register; a name of several is nobody's.
    private async Task<IReadOnlyDictionary<string, Guid?>> OwnersAsync(CancellationToken cancel) =>
        (await database.RowsAsync<OrganisationName>($"select data from {organisations.Table} order by key", [], cancel))
            .Where(o => o.MergedInto is null)
            .GroupBy(o => o.Name.ToUpperInvariant(), StringComparer.Ordinal)
            .Where(g => g.Count() == 1)
            .ToDictionary(g => g.Key, g => (Guid?)g.Single().OrganisationId, StringComparer.Ordinal);
}
