using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>What became of the need a bridge was built for.</summary>
public sealed record RecordBridgeOutcome(Guid BridgeId, bool NeedMet, string Outcome, DateOnly On) : Message, ICommand;

public static class RecordBridgeOutcomeHandler
{
    public static readonly Refusal OutcomeMissing = new("outcome-missing", "outcome", "Say what has changed because of it");
    public static readonly Refusal NotBuilt = new("bridge-not-built", null, "Say first that the bridge is built, or that it has ended");

    public static Access Authorise(Actor actor, Bridge bridge) => AssetAccess.ForKeeper(actor, bridge.SupportOrganisation);

    public static Decision Handle(RecordBridgeOutcome command, Bridge bridge, DateTimeOffset now)
    {
        if (bridge.Stage < BridgeStage.Built)
            return NotBuilt;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Outcome))
            wrong.Add(OutcomeMissing);
        if (!AssetAccess.HasBeen(command.On, now))
            wrong.Add(AssetAccess.DayWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Bridge>(
                command.BridgeId,
                new BridgeOutcomeRecorded(command.BridgeId, bridge.SupportOrganisation, command.NeedMet, command.Outcome.Trim(), command.On)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordBridgeOutcome>("POST", "/api/v1/bridges/{bridgeId}/outcome", AssetAccess.Keepers);
}
