using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>The council discharges an obligation, with its own reference.</summary>
public sealed record DischargeObligation(Guid DevelopmentId, Guid ObligationId, DateOnly On, string Reference) : Message, ICommand;

public static class DischargeObligationHandler
{
    public static readonly Refusal ReferenceMissing = new(
        "reference-missing",
        "reference",
        "Enter the council’s reference of the discharge"
    );
    public static readonly Refusal NothingDelivered = new("nothing-delivered", null, "Nothing has been told to be delivered yet");

    public static Access Authorise(Actor actor, Development development) => actor.On(development.Council, DevelopmentAccess.Running);

    public static Decision Handle(DischargeObligation command, Development development, Actor actor, DateTimeOffset now)
    {
        if (!development.Obligations.TryGetValue(command.ObligationId, out var obligation))
            return DevelopmentAccess.NoObligation;
        if (obligation.Discharged)
            return Decision.Nothing;
        if (obligation.Deliveries.IsEmpty)
            return NothingDelivered;
        List<Refusal> wrong = [];
        if (!DevelopmentAccess.HasBeen(command.On, now))
            wrong.Add(DevelopmentAccess.DayWrong);
        if (string.IsNullOrWhiteSpace(command.Reference))
            wrong.Add(ReferenceMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Development>(
                command.DevelopmentId,
                new PlanningObligationDischarged(
                    command.DevelopmentId,
                    development.Council,
                    command.ObligationId,
                    command.On,
                    command.Reference.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DischargeObligation>(
            "POST",
            "/api/v1/developments/{developmentId}/obligations/{obligationId}/discharge",
            DevelopmentAccess.Councils
        );
}
