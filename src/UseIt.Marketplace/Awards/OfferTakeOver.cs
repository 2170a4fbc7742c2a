using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// The lead takes on, as it was offered and at the price that was offered, the part of a member who has left. The buyer decides whether the
/// bid stands so.
/// </summary>
[ByPeople]
public sealed record OfferTakeOver(Guid BidId, Guid OrganisationId, string How) : Message, ICommand
{
    public Guid TeamId => BidTeam.IdOf(BidId);
}

public static class OfferTakeOverHandler
{
    public static readonly Refusal HowMissing = new(
        "take-over-how-missing",
        "how",
        "Say how you will do the part, as it was offered and at the price that was offered"
    );

    public static Access Authorise(Actor actor, Bidding bid) => bid.Lead(actor);

    public static Task<Departures.Found> Load(OfferTakeOver command, Bidding bid, Streams streams, CancellationToken cancel) =>
        Departures.LoadAsync(command.BidId, command.OrganisationId, bid, streams, cancel);

    public static Decision Handle(OfferTakeOver command, BidTeam team, Bidding bid, Actor actor, Departures.Found found)
    {
        if (found.WhyNot(command.OrganisationId, team) is { } no)
            return no;
        if (command.OrganisationId == bid.LeadId)
            return Departures.LeadLeft;
        if (string.IsNullOrWhiteSpace(command.How))
            return HowMissing;
        return team.TakeOvers.GetValueOrDefault(command.OrganisationId) == command.How.Trim()
            ? Decision.Nothing
            : Decision.On<BidTeam>(
                command.TeamId,
                new PartTakeOverOffered(
                    command.TeamId,
                    command.BidId,
                    bid.TenderId,
                    found.BuyerId,
                    command.OrganisationId,
                    command.How.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<OfferTakeOver>(
            "POST",
            "/api/v1/bids/{bidId}/members/{organisationId}/take-over",
            AllowedTo.Role("the lead's bid manager or signatory", Roles.BidManager, Roles.Signatory)
        );
}

/// <summary>What all who deal with a member's departure have to know, and why they may be told no.</summary>
public static class Departures
{
    public static readonly Refusal NotOpened = new(
        "bid-not-opened",
        null,
        "The buyer has not opened the bids yet and decides nothing about them before"
    );
    public static readonly Refusal NotAMember = new("not-a-member", "organisationId", "Choose a member of this bid");
    public static readonly Refusal NobodyLeft = new(
        "member-has-not-left",
        "organisationId",
        "This member has not stood back, and is neither suspended nor closed"
    );
    public static readonly Refusal LeadLeft = new(
        "lead-has-left",
        "organisationId",
        "The lead submitted the bid and answers for it. It cannot be replaced: wait until its suspension ends, or leave the bid out"
    );
    public static readonly Refusal AwardUnderWay = new(
        "award-under-way",
        null,
        "An award of this lot is proposed. The buyer sends the proposal back, or cancels the award, before anything changes about the bid's members"
    );

    public sealed record Found(Guid BuyerId, BidAtLots Lots, bool Gone)
    {
        /// <summary>Why nothing can be done about this member of the bid at this moment.</summary>
        public Refusal? WhyNot(Guid organisation, BidTeam team) =>
            !Lots.Opened || Lots.Bidder is null ? NotOpened
            : Lots.Over ? StandBackFromBidHandler.Decided
            : Lots.UnderWay || !Lots.Open.Any() ? AwardUnderWay
            : !Lots.Bidder.Members.Append(Lots.Bidder.LeadId).Contains(organisation) ? NotAMember
            : !Gone && !team.StoodBack.ContainsKey(organisation) ? NobodyLeft
            : null;
    }

    public static async Task<Found> LoadAsync(Guid bidId, Guid organisation, Bidding bid, Streams streams, CancellationToken cancel) =>
        new(
            (await streams.PeekAsync<Procurement>(bid.TenderId, cancel)).State.BuyerId,
            await BidAtLots.LoadAsync(bidId, bid, streams, cancel),
            (await SupplierStanding.GoneAsync([organisation], streams, cancel)).Count > 0
        );

    /// <summary>The lead's bid manager or signatory.</summary>
    public static Access Lead(this Bidding bid, Actor actor) =>
        actor.ActsFor(bid.LeadId, Roles.BidManager, Roles.Signatory) ? Access.Granted
        : bid.IsMember(actor.Organisation) && (actor.Has(Roles.Member) || actor.Has(Roles.BidManager) || actor.Has(Roles.Signatory))
            ? Access.Forbidden
        : Access.NotFound;
}
