using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>Says which member writes the answer to a requirement.</summary>
public sealed record AssignBidPart(Guid BidId, Guid RequirementId, Guid MemberId) : Message, ICommand;

public static class AssignBidPartHandler
{
    public static readonly Refusal NotAMember = new("not-a-member", "memberId", "Choose a member of this bid");
    public static readonly Refusal PricesAreOwn = new(
        "prices-are-own",
        "requirementId",
        "Each member enters the prices of its own work packages. They cannot be assigned"
    );

    public static Access Authorise(Actor actor, Bid bid) => bid.Lead(actor, Roles.BidManager);

    public sealed record Question(Requirement? Requirement);

    public static async Task<Question> Load(AssignBidPart command, Bid bid, Streams streams, CancellationToken cancel) =>
        new((await streams.PeekAsync<TenderForBids>(bid.TenderId, cancel)).State.Asked(bid.Lots, command.RequirementId));

    public static Decision Handle(AssignBidPart command, Bid bid, Question question)
    {
        if (bid.Withdrawn)
            return BidAccess.Withdrawn;
        if (bid.Undecided is not null)
            return BidAccess.BeingDecided;
        if (question.Requirement is not { } requirement)
            return BidAccess.RequirementUnknown;
        if (requirement.Kind == RequirementKind.Price)
            return PricesAreOwn;
        if (!bid.IsMember(command.MemberId))
            return NotAMember;
        return bid.AuthorOf(command.RequirementId) == command.MemberId
            ? Decision.Nothing
            : Decision.On<Bid>(command.BidId, new BidPartAssigned(command.BidId, command.RequirementId, command.MemberId));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AssignBidPart>("POST", "/api/v1/bids/{bidId}/assignments", BidAccess.BidManagers);
}
