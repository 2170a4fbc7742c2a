using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>A colleague brokers the bridge from now on.</summary>
public sealed record HandOverBridge(Guid BridgeId, Guid PersonId) : Message, ICommand;

public static class HandOverBridgeHandler
{
    public static readonly Refusal NoColleague = new("no-colleague", "personId", "Choose somebody who belongs to your organisation");

    public sealed record Found(bool IsColleague);

    public static Access Authorise(Actor actor, Bridge bridge) => AssetAccess.ForKeeper(actor, bridge.SupportOrganisation);

    public static async Task<Found> Load(HandOverBridge command, Bridge bridge, Memberships memberships, CancellationToken cancel) =>
        new((await memberships.InAsync(bridge.SupportOrganisation, cancel)).Any(m => m.Person == command.PersonId));

    public static Decision Handle(HandOverBridge command, Bridge bridge, Found found) =>
        !found.IsColleague ? NoColleague
        : bridge.Broker == command.PersonId ? Decision.Nothing
        : Decision.On<Bridge>(command.BridgeId, new BridgeHandedOver(command.BridgeId, bridge.SupportOrganisation, command.PersonId));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<HandOverBridge>("POST", "/api/v1/bridges/{bridgeId}/broker", AssetAccess.Keepers);
}
