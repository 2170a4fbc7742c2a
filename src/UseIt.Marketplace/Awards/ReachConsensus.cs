using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Records the score all evaluators agreed on, with the reason the bidder will read. It is never an average by default.</summary>
public sealed record ReachConsensus(
    Guid EvaluationId,
    Guid BidId,
    Guid CriterionId,
    decimal Score,
    string Reason,
    IReadOnlyList<Guid> AgreedBy
) : Message, ICommand;

public static class ReachConsensusHandler
{
    public static readonly Refusal NotAllSubmitted = new(
        "scores-not-all-submitted",
        null,
        "Wait until every evaluator has submitted their scores"
    );
    public static readonly Refusal SomebodyMissing = new(
        "consensus-lacks-evaluator",
        "agreedBy",
        "Everybody who scored must agree. Name all the evaluators"
    );

    // The author moderates, or an evaluator does.
    public static Access Authorise(Actor actor, Evaluation evaluation) =>
        actor.ActsFor(evaluation.BuyerId, Roles.Author) || (actor.ActsFor(evaluation.BuyerId) && evaluation.ClosedTo(actor.Person) is null)
            ? Access.Granted
            : Access.NotFound;

    public static Decision Handle(ReachConsensus command, Evaluation evaluation, Actor actor)
    {
        if (evaluation.Evaluators.ContainsKey(actor.Person) && evaluation.ClosedTo(actor.Person) is { } closed)
            return closed;
        if (!evaluation.AllSubmitted)
            return NotAllSubmitted;
        if (Evaluating.Wrong(evaluation, command.BidId, command.CriterionId, command.Score, command.Reason) is { } wrong)
            return wrong;
        if (!evaluation.Panel.ToHashSet().SetEquals(command.AgreedBy))
            return SomebodyMissing;
        var agreed = new ScoreWithReason(command.Score, command.Reason.Trim());
        return evaluation.Consensus.GetValueOrDefault(new ScoreKey(command.BidId, command.CriterionId)) == agreed
            ? Decision.Nothing
            : Decision.On<Evaluation>(
                command.EvaluationId,
                new ConsensusReached(
                    command.EvaluationId,
                    command.BidId,
                    command.CriterionId,
                    agreed.Score,
                    agreed.Reason,
                    [.. evaluation.Panel]
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReachConsensus>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/consensus",
            AllowedTo.Role("the author or an evaluator", Roles.Author, Roles.Evaluator)
        );
}
