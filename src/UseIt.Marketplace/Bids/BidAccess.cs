using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Who may do what with a bid. For everybody outside the team, the buyer and the administrator above all, it does not exist.
/// </summary>
public static class BidAccess
{
    /// <summary>Stands on everything that shows a bid while the server holds the keys.</summary>
    public const string SealingNotice = "Sealed by the server; an administrator with the server's keys could open it.";

    public static readonly AllowedTo BidManagers = AllowedTo.Role("a bid manager", Roles.BidManager);
    public static readonly AllowedTo Submitters = AllowedTo.Role("the lead's bid manager or signatory", Roles.BidManager, Roles.Signatory);
    public static readonly AllowedTo Team = AllowedTo.Role("the bid's team", Roles.Member, Roles.BidManager, Roles.Signatory);

    public static readonly Refusal Withdrawn = new("bid-withdrawn", null, "This bid is withdrawn. Start a new one");
    public static readonly Refusal BeingDecided = new(
        "bid-being-decided",
        null,
        "The bid has just arrived and is being recorded. Try again in a moment"
    );
    public static readonly Refusal HasLeft = new(
        "consortium-left",
        null,
        "Your organisation has left the consortium of this bid. You can still read what it wrote"
    );
    public static readonly Refusal TenderTakesNone = new("tender-takes-no-bids", null, "This tender takes no bids any more");
    public static readonly Refusal RequirementUnknown = new(
        "requirement-unknown",
        "requirementId",
        "Choose a requirement of a lot you bid for"
    );

    public static Access Lead(this Bid bid, Actor actor, params ReadOnlySpan<string> roles) =>
        actor.ActsFor(bid.LeadId, roles) ? Access.Granted : bid.Outside(actor);

    public static Access Member(this Bid bid, Actor actor) => bid.MayLook(actor) ? Access.Granted : bid.Outside(actor);

    public static bool MayLook(this Bid bid, Actor actor) =>
        bid.IsMember(actor.Organisation) && (actor.Has(Roles.Member) || actor.Has(Roles.BidManager) || actor.Has(Roles.Signatory));

    /// <summary>Only the lead, who wrote it, and who has taken that one's part on may read a part's words.</summary>
    public static bool MayRead(this Bid bid, Actor actor, PartKey part) =>
        actor.ActsFor(bid.LeadId)
        || actor.ActsFor(part.MemberId)
        || (bid.TookOn.TryGetValue(part.MemberId, out var taken) && actor.ActsFor(taken));

    /// <summary>Why this member can write nothing of the bid at this moment.</summary>
    public static Refusal? MayNotWrite(this Bid bid, TenderForBids tender, ConsortiumForBids? consortium, Actor actor) =>
        consortium?.Partners.Contains(actor.Organisation ?? Guid.Empty) == false ? HasLeft
        : bid.Withdrawn ? Withdrawn
        : !tender.TakesBids ? TenderTakesNone
        : bid.Undecided is not null ? BeingDecided
        : null;

    /// <summary>Why this member has nothing to answer there. Prices are everybody's own.</summary>
    public static Refusal? WhyNotTheirs(this Bid bid, TenderForBids tender, PartKey part) =>
        tender.Asked(bid.Lots, part.RequirementId) is not { } requirement ? RequirementUnknown
        : requirement.Kind != Tenders.RequirementKind.Price && bid.AuthorOf(part.RequirementId) != part.MemberId
            ? SaveBidPartHandler.NotYours
        : null;

    private static Access Outside(this Bid bid, Actor actor) => bid.MayLook(actor) ? Access.Forbidden : Access.NotFound;
}
