using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>The developer tells what was delivered of an obligation.</summary>
public sealed record RecordObligationDelivery(
    Guid DevelopmentId,
    Guid ObligationId,
    [property: NewId(OrKept = true)] Guid DeliveryId,
    decimal Quantity,
    DateOnly On,
    string Words
) : Message, ICommand;

public static class RecordObligationDeliveryHandler
{
    public static readonly Refusal WordsMissing = new("words-missing", "words", "Say what was delivered, without names of people");

    public static Access Authorise(Actor actor, Development development) => DevelopmentAccess.ForDeveloper(actor, development);

    public static Decision Handle(RecordObligationDelivery command, Development development, DateTimeOffset now)
    {
        if (!development.Obligations.TryGetValue(command.ObligationId, out var obligation))
            return DevelopmentAccess.NoObligation;
        if (obligation.Deliveries.Contains(command.DeliveryId))
            return Decision.Nothing;
        if (obligation.Discharged)
            return DevelopmentAccess.Discharged;
        Refusal[] wrong = [.. DevelopmentAccess.WrongDelivery(command.Quantity, command.On, command.Words, WordsMissing, now)];
        return wrong.Length > 0
            ? Decision.Refuse(wrong)
            : Decision.On<Development>(
                command.DevelopmentId,
                new PlanningObligationDelivered(
                    command.DevelopmentId,
                    development.Developer,
                    command.ObligationId,
                    command.DeliveryId,
                    command.Quantity,
                    command.On,
                    command.Words.Trim()
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordObligationDelivery>(
            "POST",
            "/api/v1/developments/{developmentId}/obligations/{obligationId}/deliveries",
            DevelopmentAccess.Developers,
            creates: "deliveryId"
        );
}
