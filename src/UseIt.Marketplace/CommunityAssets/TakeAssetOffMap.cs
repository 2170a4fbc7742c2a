using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>An asset is on the map no longer: it is gone, or was put there twice.</summary>
public sealed record TakeAssetOffMap(Guid AssetId, string Reason) : Message, ICommand;

public static class TakeAssetOffMapHandler
{
    public static Access Authorise(Actor actor, CommunityAsset asset) => AssetAccess.ForKeeper(actor, asset.SupportOrganisation);

    public static Decision Handle(TakeAssetOffMap command, CommunityAsset asset) =>
        asset.OffMap ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.Reason) ? AssetAccess.ReasonMissing
        : Decision.On<CommunityAsset>(
            command.AssetId,
            new AssetTakenOffMap(command.AssetId, asset.SupportOrganisation, command.Reason.Trim())
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<TakeAssetOffMap>("POST", "/api/v1/assets/{assetId}/removal", AssetAccess.Keepers);
}
