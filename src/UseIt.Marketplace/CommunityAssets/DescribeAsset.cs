using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>What is known of an asset now.</summary>
public sealed record DescribeAsset(Guid AssetId, AssetDescription Description) : Message, ICommand;

public static class DescribeAssetHandler
{
    public static readonly Refusal UseMissing = new("use-missing", "description.use", "Say what it is used for, or that it is not used");
    public static readonly Refusal SourceMissing = new(
        "source-missing",
        "description.source",
        "Say where this is known from, for example a walk in May 2026"
    );

    public static Access Authorise(Actor actor, CommunityAsset asset) => AssetAccess.ForKeeper(actor, asset.SupportOrganisation);

    public static Decision Handle(DescribeAsset command, CommunityAsset asset)
    {
        if (asset.OffMap)
            return AssetAccess.OffMap;
        Refusal[] wrong = [.. Wrong(command.Description)];
        return wrong.Length > 0 ? Decision.Refuse(wrong)
            : command.Description == asset.Description ? Decision.Nothing
            : Decision.On<CommunityAsset>(
                command.AssetId,
                new AssetDescribed(command.AssetId, asset.SupportOrganisation, command.Description)
            );
    }

    internal static IEnumerable<Refusal> Wrong(AssetDescription description)
    {
        if (string.IsNullOrWhiteSpace(description.Use))
            yield return UseMissing;
        if (string.IsNullOrWhiteSpace(description.Source))
            yield return SourceMissing;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DescribeAsset>("POST", "/api/v1/assets/{assetId}/description", AssetAccess.Keepers);
}
