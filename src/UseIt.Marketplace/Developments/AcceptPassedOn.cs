using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Developments;

/// <summary>Who is to deliver it says that it has agreed to it.</summary>
public sealed record AcceptPassedOn(Guid DevelopmentId, Guid FlowId) : Message, ICommand;

public static class AcceptPassedOnHandler
{
    public static Access Authorise(Actor actor, AcceptPassedOn command, Development development) =>
        DevelopmentAccess.ForSide(actor, development, command.FlowId, f => f.To);

    public static Decision Handle(AcceptPassedOn command, Development development, Actor actor)
    {
        var flow = development.Flows[command.FlowId];
        return flow.Accepted ? Decision.Nothing
            : development.Obligations[flow.Obligation].Discharged ? DevelopmentAccess.Discharged
            : Decision.On<Development>(
                command.DevelopmentId,
                new PassedOnAccepted(command.DevelopmentId, command.FlowId, flow.From, flow.To, actor.Person)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AcceptPassedOn>(
            "POST",
            "/api/v1/developments/{developmentId}/flows/{flowId}/acceptance",
            DevelopmentAccess.Chain
        );
}
