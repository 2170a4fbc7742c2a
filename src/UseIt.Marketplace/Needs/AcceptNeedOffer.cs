using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

/// <summary>The community accepts one offer.</summary>
public sealed record AcceptNeedOffer(Guid NeedId, Guid OfferId) : Message, ICommand;

public static class AcceptNeedOfferHandler
{
    public static Access Authorise(Actor actor, Need need) => NeedAccess.ForGroup(actor, need);

    public static Decision Handle(AcceptNeedOffer command, Need need, Actor actor) =>
        need.Accepted == command.OfferId ? Decision.Nothing
        : need.Stage != NeedStage.Open ? NeedAccess.NotOpen
        : !need.Offers.TryGetValue(command.OfferId, out var organisation) ? NeedAccess.NoOffer
        : Decision.On<Need>(command.NeedId, new NeedOfferAccepted(command.NeedId, need.Group, command.OfferId, organisation, actor.Person));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AcceptNeedOffer>("POST", "/api/v1/needs/{needId}/offers/{offerId}/acceptance", NeedAccess.Posters);
}
