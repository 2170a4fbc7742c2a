using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>An invited enterprise comes in. It has agreed to nothing yet: that takes its acceptance of the terms.</summary>
public sealed record JoinConsortium(Guid ConsortiumId) : Message, ICommand;

public static class JoinConsortiumHandler
{
    public static Access Authorise(Actor actor, Consortium consortium) => consortium.Invitee(actor);

    public static Decision Handle(JoinConsortium command, Consortium consortium, Actor actor)
    {
        if (consortium.Dissolved)
            return ConsortiumAccess.Dissolved;
        return consortium.IsPartner(actor.Organisation)
            ? Decision.Nothing
            : Decision.On<Consortium>(command.ConsortiumId, new PartnerJoined(command.ConsortiumId, actor.Organisation!.Value));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<JoinConsortium>("POST", "/api/v1/consortia/{consortiumId}/joining", ConsortiumAccess.Speakers);
}
