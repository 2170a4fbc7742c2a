using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Lets a late bid in on the grounds that another person proposed. The tender is held: once its bids are opened, none comes in any more.
/// </summary>
[NeedsSecondFactor]
public sealed record AdmitLateBid(Guid TenderId, Guid BidId) : Message, ICommand;

public static class AdmitLateBidHandler
{
    public static readonly Refusal NotProposed = new("admission-not-proposed", null, "Propose the admission and its grounds first");
    public static readonly Refusal SamePerson = new(
        "admission-same-person",
        null,
        "Another person than the one who proposed it must admit the bid"
    );

    public static Access Authorise(Actor actor, AdmitLateBid command, Bid bid, TenderForBids tender) =>
        tender.Officer(actor, bid, command.TenderId, Roles.Approver);

    public static Task<Impartial> Load(
        AdmitLateBid command,
        TenderForBids tender,
        Actor actor,
        Impartiality impartiality,
        CancellationToken cancel
    ) => impartiality.OfAsync(actor, command.TenderId, tender.BuyerId, lot: null, cancel);

    public static Decision Handle(AdmitLateBid command, Bid bid, TenderForBids tender, Actor actor, Impartial impartial)
    {
        if (bid.Admitted)
            return Decision.Nothing;
        if (tender.WhyNotAdmitted(bid) is { } no)
            return no;
        var attempt = bid.Attempts[^1];
        if (bid.Proposed is not { } proposed || proposed.Version != attempt.Version)
            return NotProposed;
        if (proposed.By == actor.Person)
            return SamePerson;
        if (impartial.No is { } partial)
            return partial;
        return Decision.On<Bid>(
            command.BidId,
            new LateBidAdmitted(command.BidId, bid.TenderId, attempt.Version, proposed.Grounds, proposed.By, actor.Person),
            new BidSubmitted(
                command.BidId,
                bid.TenderId,
                bid.LeadId,
                bid.Members,
                attempt.Version,
                attempt.ReceivedAt,
                [.. attempt.Parts.Select(p => p.LotId).Distinct()]
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AdmitLateBid>(
            "POST",
            "/api/v1/tenders/{tenderId}/late-bids/{bidId}/admission",
            AllowedTo.Role("a buyer's approver", Roles.Approver)
        );
}
