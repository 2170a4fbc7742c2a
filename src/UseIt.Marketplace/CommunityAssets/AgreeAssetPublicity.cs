using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>Owner or group said yes to the public map.</summary>
public sealed record AgreeAssetPublicity(Guid AssetId, PublicityConsent By, DateOnly On) : Message, ICommand;

public static class AgreeAssetPublicityHandler
{
    public static Access Authorise(Actor actor, CommunityAsset asset) => AssetAccess.ForKeeper(actor, asset.SupportOrganisation);

    public static Decision Handle(AgreeAssetPublicity command, CommunityAsset asset, DateTimeOffset now) =>
        asset.OffMap ? AssetAccess.OffMap
        : !AssetAccess.HasBeen(command.On, now) ? AssetAccess.DayWrong
        : asset.Agreed ? Decision.Nothing
        : Decision.On<CommunityAsset>(
            command.AssetId,
            new AssetPublicityAgreed(command.AssetId, asset.SupportOrganisation, command.By, command.On)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AgreeAssetPublicity>("POST", "/api/v1/assets/{assetId}/publicity", AssetAccess.Keepers);
}
