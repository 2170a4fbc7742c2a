using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>The yes is taken back: what needs it is off the public map at once.</summary>
public sealed record WithdrawAssetPublicity(Guid AssetId) : Message, ICommand;

public static class WithdrawAssetPublicityHandler
{
    public static Access Authorise(Actor actor, CommunityAsset asset) => AssetAccess.ForKeeper(actor, asset.SupportOrganisation);

    public static Decision Handle(WithdrawAssetPublicity command, CommunityAsset asset) =>
        asset.Agreed
            ? Decision.On<CommunityAsset>(command.AssetId, new AssetPublicityWithdrawn(command.AssetId, asset.SupportOrganisation))
            : Decision.Nothing;

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawAssetPublicity>("POST", "/api/v1/assets/{assetId}/publicity/end", AssetAccess.Keepers);
}
