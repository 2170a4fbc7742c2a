using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>
/// An invited enterprise comes in, and promises to keep to itself what it sees from now on. It has agreed to no terms yet: that takes its
/// acceptance of them.
/// </summary>
public sealed record JoinConsortium(Guid ConsortiumId, string? ConfidentialitySha256 = null) : Message, ICommand;

public static class JoinConsortiumHandler
{
    public static readonly Refusal NotConfidential = new(
        "confidentiality-not-accepted",
        "confidentialitySha256",
        "Promise to keep what you see confidential before you join"
    );

    public static Access Authorise(Actor actor, Consortium consortium) => consortium.Invitee(actor);

    public static Decision Handle(JoinConsortium command, Consortium consortium, Actor actor)
    {
        if (consortium.Dissolved)
            return ConsortiumAccess.Dissolved;
        if (consortium.IsPartner(actor.Organisation))
            return Decision.Nothing;
        return command.ConfidentialitySha256 != Confidentiality.Present.Sha256
            ? NotConfidential
            : Decision.On<Consortium>(
                command.ConsortiumId,
                new PartnerJoined(command.ConsortiumId, actor.Organisation!.Value, command.ConfidentialitySha256, actor.Person)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<JoinConsortium>("POST", "/api/v1/consortia/{consortiumId}/joining", ConsortiumAccess.Speakers);
}
