using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Proposes the lot for the bid that the published method puts first; no other can be proposed.</summary>
public sealed record ProposeAward(Guid EvaluationId, string Reason) : Message, ICommand
{
    public Guid AwardId => Award.IdOf(EvaluationId);
}

public static class ProposeAwardHandler
{
    public static readonly Refusal NotRanked = new("bids-not-ranked", null, "Wait until the bids are ranked");
    public static readonly Refusal NoWinner = new("no-winner", null, "No bid met the published minimums. The lot cannot be awarded");
    public static readonly Refusal WinnerOut = new("winner-out", null, "The bid ranked first was excluded. Rank the bids again");
    public static readonly Refusal AlreadyProposed = new("award-already-proposed", null, "There is an award for this lot already");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Enter why this bid is the most advantageous");

    public static Access Authorise(Actor actor, Evaluation evaluation) => actor.On(evaluation.BuyerId, Roles.Author);

    public static Task<StandingBids> Load(Evaluation evaluation, Streams streams, CancellationToken cancel) =>
        StandingBids.LoadAsync(evaluation, streams, cancel);

    public static Decision Handle(ProposeAward command, Evaluation evaluation, Award award, Actor actor, StandingBids standing)
    {
        if (evaluation.Ranked is not { } ranked)
            return NotRanked;
        if (ranked.Ranking is not [var first, ..])
            return NoWinner;
        if (!award.IsOpen)
            return AlreadyProposed;
        if (standing.Excluded.Contains(first.BidId))
            return WinnerOut;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        var winner = evaluation.Bidders.Single(b => b.BidId == first.BidId);
        var price = evaluation.Prices!.Prices.Single(p => p.BidId == first.BidId).Price;
        return Decision
            .On<Award>(
                command.AwardId,
                new AwardProposed(
                    command.AwardId,
                    command.EvaluationId,
                    evaluation.TenderId,
                    evaluation.BuyerId,
                    evaluation.LotId,
                    winner.BidId,
                    winner.ConsortiumId,
                    [winner.LeadId, .. winner.Members.Where(m => m != winner.LeadId)],
                    price,
                    command.Reason.Trim(),
                    actor.Person
                )
            )
            .Answering(command.AwardId);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ProposeAward>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/award",
            AllowedTo.Role("the author of the procurement", Roles.Author)
        );
}
