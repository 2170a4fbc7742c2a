using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Needs;

/// <summary>An offer is taken back; an accepted one too, before it is done or counts towards a contract: then the need is open.</summary>
public sealed record WithdrawNeedOffer(Guid NeedId, Guid OfferId, string Reason) : Message, ICommand;

public static class WithdrawNeedOfferHandler
{
    public static readonly Refusal TooLate = new(
        "offer-counted",
        null,
        "It is done, or counts towards a contract: it can no longer be taken back"
    );

    public static Access Authorise(Actor actor, WithdrawNeedOffer command, Need need) =>
        need.Offers.TryGetValue(command.OfferId, out var organisation) ? actor.On(organisation, NeedAccess.Offering) : Access.NotFound;

    public static Decision Handle(WithdrawNeedOffer command, Need need) =>
        need.Accepted == command.OfferId && (need.Stage != NeedStage.Accepted || need.Attributed is not null) ? TooLate
        : string.IsNullOrWhiteSpace(command.Reason) ? NeedAccess.ReasonMissing
        : Decision.On<Need>(
            command.NeedId,
            new NeedOfferWithdrawn(command.NeedId, command.OfferId, need.Offers[command.OfferId], command.Reason.Trim())
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawNeedOffer>("POST", "/api/v1/needs/{needId}/offers/{offerId}/withdrawal", NeedAccess.Offerers);
}
