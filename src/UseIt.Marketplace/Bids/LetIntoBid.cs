using JasperFx.Events;
using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>Lets an organisation that has taken on a member's part read the bid. The acceptance itself sends it.</summary>
public sealed record LetIntoBid(Guid BidId, Guid OrganisationId, Guid InPlaceOf) : Message, ICommand;

public static class LetIntoBidHandler
{
    public static Access Authorise(Actor actor) => actor.IsSystem ? Access.Granted : Access.NotFound;

    public static Decision Handle(LetIntoBid command, Bid bid) =>
        bid.TookOn.GetValueOrDefault(command.InPlaceOf) == command.OrganisationId
            ? Decision.Nothing
            : Decision.On<Bid>(command.BidId, new BidMemberJoined(command.BidId, bid.TenderId, command.OrganisationId, command.InPlaceOf));
}

public sealed class LetIntoBids() : Reaction("let_into_bids", typeof(PartPassedOn))
{
    public override IEnumerable<(object Message, DateTimeOffset? Due)> React(IEvent e) =>
        e.Data is PartPassedOn { Joins: true } f ? [(new LetIntoBid(f.BidId, f.TakenBy, f.OrganisationId), null)] : [];
}
