using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>An import of assets: begun, taken back.</summary>
public sealed record AssetImport(Guid SupportOrganisation, int LastRow, bool Undone) : IState<AssetImport>
{
    public static AssetImport Empty { get; } = new(Guid.Empty, 0, false);

    public AssetImport Evolve(object fact) =>
        fact switch
        {
            AssetImportBegun e => this with { SupportOrganisation = e.SupportOrganisationId, LastRow = e.LastRow },
            AssetImportUndone => this with { Undone = true },
            _ => this,
        };

    /// <summary>
    /// The same file of the same organisation is the same import. By a keyed digest: it may name owners who are persons.
    /// </summary>
    public static Guid IdOf(Guid supportOrganisation, string digest) => UuidV5.Of(supportOrganisation, $"import/assets/{digest}");

    public static Guid AssetOf(Guid import, int row) => UuidV5.Of(import, $"asset/{row}");
}
