using Marten;
using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.OpenData;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>What the pages of assets and bridges read from, and the door their commands go through.</summary>
public sealed class AssetRooms(
    Actors actors,
    Acting acting,
    IDocumentStore store,
    NpgsqlDataSource database,
    ReadYourWrite readYourWrite,
    ViewRows rows,
    OrganisationNames organisations,
    Colleagues colleagues,
    Assets assets,
    Bridges bridges
) : PageRooms(actors, acting, store, database, readYourWrite, rows, organisations)
{
    public Colleagues Colleagues => colleagues;
    public Assets Assets => assets;
    public Bridges Bridges => bridges;
}

/// <summary>A page about the map.</summary>
public abstract class AssetsPage(AssetRooms rooms) : RoomsPage<AssetRooms>(rooms)
{
    protected Task BeginAsync() => BeginAsync(Rooms.Assets, Rooms.Bridges);
}

/// <summary>A page about one asset, for its keepers.</summary>
public abstract class KeptAssetPage(AssetRooms rooms) : AssetsPage(rooms)
{
    public AssetRow Asset { get; private set; } = null!;
    public string Back => $"/assets/{Asset.AssetId}";

    protected async Task<bool> LoadAsync(Guid asset)
    {
        await BeginAsync();
        if (
            await Rooms.Assets.FindAsync(Rooms.Database, asset, HttpContext.RequestAborted) is not { OffMap: false } row
            || !Who.ActsFor(row.SupportOrganisationId, AssetAccess.Keeping)
        )
            return false;
        Asset = row;
        return true;
    }
}

/// <summary>A page about one bridge, for its keepers.</summary>
public abstract class KeptBridgePage(AssetRooms rooms) : AssetsPage(rooms)
{
    public BridgeRow Bridge { get; private set; } = null!;
    public string Back => $"/bridges/{Bridge.BridgeId}";

    protected async Task<bool> LoadAsync(Guid bridge)
    {
        await BeginAsync();
        if (
            await Rooms.Bridges.FindAsync(Rooms.Database, bridge, HttpContext.RequestAborted) is not { } row
            || !Who.ActsFor(row.SupportOrganisationId, AssetAccess.Keeping)
        )
            return false;
        Bridge = row;
        return true;
    }
}

/// <summary>What assets and bridges are called on pages.</summary>
internal static class AssetWords
{
    public static string Of(AssetScale scale) => scale == AssetScale.Macro ? "Macro" : "Micro";

    public static string Of(AssetKind kind) =>
        kind switch
        {
            AssetKind.Physical => "Building, green or blue space",
            AssetKind.Financial => "Business or investment",
            AssetKind.Community => "Group or enterprise",
            _ => "People’s skills",
        };

    public static string Of(AssetCondition? condition) =>
        condition switch
        {
            AssetCondition.InUse => "In use",
            AssetCondition.Underused => "Could be used more",
            AssetCondition.Empty => "Empty",
            AssetCondition.UnderThreat => "Under threat",
            _ => "Not shown",
        };

    public static string Of(BridgeStage stage) =>
        stage switch
        {
            BridgeStage.Proposed => "Proposed",
            BridgeStage.Talking => "They talk",
            BridgeStage.Agreed => "Agreed",
            BridgeStage.Building => "Being built",
            BridgeStage.Built => "Built",
            _ => "Ended",
        };

    /// <summary>The days of an asset of community value, in words, and whether one that has passed waits for somebody.</summary>
    public static IEnumerable<(string What, DateOnly Day, bool Waits)> Days(CommunityValueFacts facts)
    {
        var days = CommunityValueRules.Of(facts, CommunityValueRules.Editions);
        if (days.DecisionDue is { } due)
            yield return ("The council’s decision is due", due, true);
        if (days.ListingLapses is { } lapses)
            yield return ("The listing lapses", lapses, false);
        if (days.RequestsUntil is { } requests && facts.BidRequested is null)
            yield return ("A group can ask to bid until", requests, false);
        if (days.MoratoriumUntil is { } moratorium)
            yield return ("The owner may not sell to others before", moratorium, false);
        if (days.ProtectedUntil is { } whole)
            yield return ("No new moratorium before", whole, false);
    }
}
