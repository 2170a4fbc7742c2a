using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>Who took it on tells what it delivered, and what proves it.</summary>
public sealed record DeliverPassedOn(
    Guid DevelopmentId,
    Guid FlowId,
    [property: NewId(OrKept = true)] Guid DeliveryId,
    decimal Quantity,
    DateOnly On,
    string Proof
) : Message, ICommand;

public static class DeliverPassedOnHandler
{
    public static readonly Refusal ProofMissing = new(
        "proof-missing",
        "proof",
        "Say what proves it and where it lies, without names of people"
    );

    public static Access Authorise(Actor actor, DeliverPassedOn command, Development development) =>
        DevelopmentAccess.ForSide(actor, development, command.FlowId, f => f.To);

    public static Decision Handle(DeliverPassedOn command, Development development, Actor actor, DateTimeOffset now)
    {
        var flow = development.Flows[command.FlowId];
        if (flow.Deliveries.ContainsKey(command.DeliveryId))
            return Decision.Nothing;
        if (!flow.Accepted)
            return DevelopmentAccess.NotAccepted;
        if (development.Obligations[flow.Obligation].Discharged)
            return DevelopmentAccess.Discharged;
        Refusal[] wrong = [.. DevelopmentAccess.WrongDelivery(command.Quantity, command.On, command.Proof, ProofMissing, now)];
        return wrong.Length > 0
            ? Decision.Refuse(wrong)
            : Decision.On<Development>(
                command.DevelopmentId,
                new PassedOnDelivered(
                    command.DevelopmentId,
                    command.FlowId,
                    flow.From,
                    flow.To,
                    command.DeliveryId,
                    command.Quantity,
                    command.On,
                    command.Proof.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DeliverPassedOn>(
            "POST",
            "/api/v1/developments/{developmentId}/flows/{flowId}/deliveries",
            DevelopmentAccess.Chain,
            creates: "deliveryId"
        );
}
