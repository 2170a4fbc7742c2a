using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>How far a bridge is, and since when.</summary>
public sealed record MoveBridge(Guid BridgeId, BridgeStage Stage, DateOnly On) : Message, ICommand;

public static class MoveBridgeHandler
{
    public static readonly Refusal Ended = new("bridge-ended", null, "This bridge has ended");
    public static readonly Refusal Backwards = new("bridge-backwards", "stage", "A bridge goes on, or ends; it does not go back");
    public static readonly Refusal Earlier = new("bridge-earlier", "on", "Enter a day on or after the stage before it");

    public static Access Authorise(Actor actor, Bridge bridge) => AssetAccess.ForKeeper(actor, bridge.SupportOrganisation);

    public static Decision Handle(MoveBridge command, Bridge bridge, DateTimeOffset now)
    {
        if (bridge.Stage == command.Stage)
            return Decision.Nothing;
        if (bridge.Stage == BridgeStage.Ended)
            return Ended;
        List<Refusal> wrong = [];
        if (command.Stage < bridge.Stage)
            wrong.Add(Backwards);
        if (!AssetAccess.HasBeen(command.On, now))
            wrong.Add(AssetAccess.DayWrong);
        else if (command.On < bridge.StageOn)
            wrong.Add(Earlier);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Bridge>(
                command.BridgeId,
                new BridgeStageReached(command.BridgeId, bridge.SupportOrganisation, command.Stage, command.On)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<MoveBridge>("POST", "/api/v1/bridges/{bridgeId}/stage", AssetAccess.Keepers);
}
