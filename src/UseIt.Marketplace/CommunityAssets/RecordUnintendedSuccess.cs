using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.CommunityAssets;

/// <summary>Something good that came of a bridge and nobody had meant.</summary>
public sealed record RecordUnintendedSuccess(Guid BridgeId, [property: NewId(OrKept = true)] Guid SuccessId, string What, DateOnly On)
    : Message,
        ICommand;

public static class RecordUnintendedSuccessHandler
{
    public static readonly Refusal WhatMissing = new("what-missing", "what", "Say what came of it that nobody had planned");

    public static Access Authorise(Actor actor, Bridge bridge) => AssetAccess.ForKeeper(actor, bridge.SupportOrganisation);

    public static Decision Handle(RecordUnintendedSuccess command, Bridge bridge, DateTimeOffset now)
    {
        if (bridge.Successes.Contains(command.SuccessId))
            return Decision.Nothing;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.What))
            wrong.Add(WhatMissing);
        if (!AssetAccess.HasBeen(command.On, now))
            wrong.Add(AssetAccess.DayWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Bridge>(
                command.BridgeId,
                new UnintendedSuccessRecorded(
                    command.BridgeId,
                    bridge.SupportOrganisation,
                    command.SuccessId,
                    command.What.Trim(),
                    command.On
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordUnintendedSuccess>(
            "POST",
            "/api/v1/bridges/{bridgeId}/successes",
            AssetAccess.Keepers,
            creates: "successId"
        );
}
