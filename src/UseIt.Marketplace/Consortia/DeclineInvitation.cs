using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>An invited enterprise says no.</summary>
public sealed record DeclineInvitation(Guid ConsortiumId) : Message, ICommand;

public static class DeclineInvitationHandler
{
    public static readonly Refusal IsPartner = new(
        "partner-already",
        null,
        "You have joined this consortium already. You can leave it instead"
    );

    public static Access Authorise(Actor actor, Consortium consortium) => consortium.Invitee(actor);

    public static Decision Handle(DeclineInvitation command, Consortium consortium, Actor actor) =>
        consortium.IsPartner(actor.Organisation)
            ? IsPartner
            : Decision.On<Consortium>(command.ConsortiumId, new PartnerDeclined(command.ConsortiumId, actor.Organisation!.Value));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DeclineInvitation>("POST", "/api/v1/consortia/{consortiumId}/declining", ConsortiumAccess.Speakers);
}
