using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>A support organisation's advisers keep its map and broker its bridges; everybody sees what is public of them.</summary>
internal static class AssetAccess
{
    public static readonly string[] Keeping = [Roles.Adviser, Roles.ProgrammeManager];

    public static AllowedTo Keepers { get; } = AllowedTo.Role("an adviser or a programme manager", Keeping);

    public static Access ForKeeper(Actor actor, Guid support) => actor.On(support, Keeping);

    public static readonly Refusal OffMap = new("asset-off-map", null, "This asset has been taken off the map");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why");
    public static readonly Refusal DayWrong = new("day-wrong", "on", "Enter a day that is not in the future");
    public static readonly Refusal NoAsset = new("asset-unknown", "assetId", "Choose an asset of your own map");

    /// <summary>Whether a day was given and has come.</summary>
    public static bool HasBeen(DateOnly day, DateTimeOffset now) => day != default && day <= UkTime.DayOf(now);
}
