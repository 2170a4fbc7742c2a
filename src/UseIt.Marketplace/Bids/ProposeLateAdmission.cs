using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Proposes that a bid that came too late be let in, where the tender's published rule leaves that to an officer. It counts only once a
/// second person agrees.
/// </summary>
[ByPeople]
public sealed record ProposeLateAdmission(Guid TenderId, Guid BidId, string Grounds) : Message, ICommand;

public static class ProposeLateAdmissionHandler
{
    public static readonly Refusal GroundsMissing = new(
        "grounds-missing",
        "grounds",
        "Give the grounds. They are published with the tender"
    );

    public static Access Authorise(Actor actor, ProposeLateAdmission command, Bid bid, TenderForBids tender) =>
        tender.Officer(actor, bid, command.TenderId, Roles.Author, Roles.Approver);

    public static Decision Handle(ProposeLateAdmission command, Bid bid, TenderForBids tender, Actor actor)
    {
        if (tender.WhyNotAdmitted(bid) is { } no)
            return no;
        if (string.IsNullOrWhiteSpace(command.Grounds))
            return GroundsMissing;
        return Decision.On<Bid>(
            command.BidId,
            new LateAdmissionProposed(command.BidId, command.TenderId, bid.Attempts[^1].Version, command.Grounds.Trim(), actor.Person)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ProposeLateAdmission>("POST", "/api/v1/tenders/{tenderId}/late-bids/{bidId}/proposal", LateBids.Officers);
}
