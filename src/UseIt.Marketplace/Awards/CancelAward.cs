using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Takes an award back before it is confirmed, which ends the lot without award.</summary>
[NeedsSecondFactor]
public sealed record CancelAward(Guid AwardId, string Reason) : Message, ICommand;

public static class CancelAwardHandler
{
    public static readonly Refusal NothingToCancel = new("award-not-under-way", null, "There is no award to cancel");
    public static readonly Refusal AlreadyConfirmed = new("award-confirmed", null, "The award is confirmed. End the contract instead");

    public static Access Authorise(Actor actor, Award award) => actor.On(award.BuyerId, Roles.Approver);

    public static Task<Impartial> Load(Award award, Actor actor, Impartiality impartiality, CancellationToken cancel) =>
        impartiality.OfAsync(actor, award.TenderId, award.BuyerId, award.LotId, cancel);

    public static Decision Handle(CancelAward command, Award award, Actor actor, Impartial impartial)
    {
        if (award.Stage == AwardStage.Cancelled)
            return Decision.Nothing;
        if (award.Stage == AwardStage.Confirmed)
            return AlreadyConfirmed;
        if (award.Stage is AwardStage.None or AwardStage.Rejected)
            return NothingToCancel;
        if (actor.Person == award.ProposedBy)
            return ApproveAwardHandler.OwnProposal;
        if (impartial.No is { } partial)
            return partial;
        return string.IsNullOrWhiteSpace(command.Reason)
            ? DecideConflictHandler.ReasonMissing
            : Decision.On<Award>(command.AwardId, new AwardCancelled(command.AwardId, award.TenderId, award.LotId, command.Reason.Trim()));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CancelAward>(
            "POST",
            "/api/v1/awards/{awardId}/cancel",
            AllowedTo.Role("an approver of the buyer", Roles.Approver)
        );
}
