using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>Who passed it on has seen the proof: it counts, or it does not, and why not.</summary>
public sealed record DecidePassedOn(Guid DevelopmentId, Guid FlowId, Guid DeliveryId, bool Accepted, string? Reason = null)
    : Message,
        ICommand;

public static class DecidePassedOnHandler
{
    public static readonly Refusal NoDelivery = new("delivery-unknown", "deliveryId", "Choose a delivery of this agreement");
    public static readonly Refusal Decided = new("delivery-decided", null, "This delivery has been decided about already");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say what is missing, so that it can be mended");

    public static Access Authorise(Actor actor, DecidePassedOn command, Development development) =>
        DevelopmentAccess.ForSide(actor, development, command.FlowId, f => f.From);

    public static Decision Handle(DecidePassedOn command, Development development, Actor actor)
    {
        var flow = development.Flows[command.FlowId];
        if (!flow.Deliveries.TryGetValue(command.DeliveryId, out var decided))
            return NoDelivery;
        if (decided is { } before)
            return before == command.Accepted ? Decision.Nothing : Decided;
        if (!command.Accepted && string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        return Decision.On<Development>(
            command.DevelopmentId,
            command.Accepted
                ? new PassedOnConfirmed(command.DevelopmentId, command.FlowId, flow.From, flow.To, command.DeliveryId, actor.Person)
                : new PassedOnRejected(
                    command.DevelopmentId,
                    command.FlowId,
                    flow.From,
                    flow.To,
                    command.DeliveryId,
                    command.Reason!.Trim(),
                    actor.Person
                )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DecidePassedOn>(
            "POST",
            "/api/v1/developments/{developmentId}/flows/{flowId}/deliveries/{deliveryId}/decision",
            DevelopmentAccess.Chain
        );
}
