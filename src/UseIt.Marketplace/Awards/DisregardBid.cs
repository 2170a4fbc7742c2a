using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Leaves out a bid behind which a check found somebody who must be excluded (Procurement Act 2023, sections 26 to 28 and 58), or somebody
/// is suspended or has closed, once the supplier has been heard. The lot is ranked again without it.
/// </summary>
public sealed record DisregardBid(Guid EvaluationId, Guid BidId, string Reason) : Message, ICommand
{
    public Guid AwardId => Award.IdOf(EvaluationId);
}

public static class DisregardBidHandler
{
    public static readonly Refusal NothingFound = new(
        "nothing-found-against-bid",
        "bidId",
        "Only a bid can be left out behind which a check found somebody who must be excluded, or somebody is suspended here or has closed. Record the check first"
    );
    public static readonly Refusal ReasonMissing = new(
        "reason-missing",
        "reason",
        "Say what was found, and what the supplier said to it when you asked"
    );

    /// <summary>What was looked at behind the tender's bids, and who of them cannot be contracted with.</summary>
    public sealed record Looked(BidderChecks Checks, IReadOnlyList<Guid> Gone);

    public static Access Authorise(Actor actor, Evaluation evaluation) => actor.On(evaluation.BuyerId, Roles.Approver);

    public static async Task<Looked> Load(Evaluation evaluation, Streams streams, CancellationToken cancel) =>
        new(
            (await streams.FetchAsync<BidderChecks>(BidderChecks.IdOf(evaluation.TenderId), cancel)).State,
            await SupplierStanding.GoneAsync(evaluation.BidderOrganisations, streams, cancel)
        );

    public static Decision Handle(DisregardBid command, Evaluation evaluation, Award award, Looked looked)
    {
        if (!award.IsOpen)
            return ProposeAwardHandler.AlreadyProposed;
        if (evaluation.LeftOut.ContainsKey(command.BidId))
            return Decision.Nothing;
        if (evaluation.Standing.FirstOrDefault(b => b.BidId == command.BidId) is not { } bidder)
            return Evaluating.BidUnknown;
        if (!looked.Checks.MustGo(bidder) && !bidder.Members.Append(bidder.LeadId).Any(looked.Gone.Contains))
            return NothingFound;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        var decision = Decision.On<Evaluation>(
            command.EvaluationId,
            new BidLeftOut(command.EvaluationId, evaluation.TenderId, evaluation.LotId, command.BidId, command.Reason.Trim())
        );
        return evaluation.Ranked is null ? decision : decision.Send(new RankBids(command.EvaluationId));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DisregardBid>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/bids/{bidId}/disregard",
            AllowedTo.Role("an approver of the buyer", Roles.Approver)
        );
}
