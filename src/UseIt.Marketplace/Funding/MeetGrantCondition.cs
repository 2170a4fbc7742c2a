using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>The funder has seen that a condition of the offer is met, and by what.</summary>
public sealed record MeetGrantCondition(Guid GrantId, Guid ConditionId, string Reference) : Message, ICommand;

public static class MeetGrantConditionHandler
{
    public static readonly Refusal NoCondition = new("condition-unknown", "conditionId", "Choose a condition of this offer");
    public static readonly Refusal ReferenceMissing = new("reference-missing", "reference", "Say what shows it, and where that lies");

    public static readonly Refusal Met = new(
        "condition-met",
        null,
        "Somebody has recorded already that this condition is met, and by what"
    );

    public static Access Authorise(Actor actor, Grant grant) => GrantAccess.ForPanel(actor, grant);

    public static Decision Handle(MeetGrantCondition command, Grant grant, Actor actor) =>
        grant.Stage != GrantStage.Accepted ? GrantAccess.WhyNotInForce(grant)
        : grant.Terms!.Conditions.All(c => c.ConditionId != command.ConditionId) ? NoCondition
        : string.IsNullOrWhiteSpace(command.Reference) ? ReferenceMissing
        : grant.Met.TryGetValue(command.ConditionId, out var known)
            ? known == command.Reference.Trim() ? Decision.Nothing
                : Met
        : Decision.On<Grant>(
            command.GrantId,
            new GrantConditionMet(command.GrantId, grant.Funder, command.ConditionId, command.Reference.Trim(), actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<MeetGrantCondition>("POST", "/api/v1/grants/{grantId}/conditions/{conditionId}/met", GrantAccess.Panellists);
}
