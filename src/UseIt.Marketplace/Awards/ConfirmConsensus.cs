using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// An evaluator says that the scores written down are those all agreed on. A score that is changed afterwards is confirmed anew.
/// </summary>
public sealed record ConfirmConsensus(Guid EvaluationId) : Message, ICommand;

public static class ConfirmConsensusHandler
{
    public static Access Authorise(Actor actor, Evaluation evaluation) => ScoreBidHandler.Authorise(actor, evaluation);

    public static Decision Handle(ConfirmConsensus command, Evaluation evaluation, Actor actor)
    {
        if (evaluation.ClosedTo(actor.Person) is { } closed)
            return closed;
        if (evaluation.QualityConcluded || evaluation.Confirmed.Contains(actor.Person))
            return Decision.Nothing;
        if (!evaluation.AllSubmitted)
            return ReachConsensusHandler.NotAllSubmitted;
        return evaluation.ToScore.Count(key => !evaluation.Consensus.ContainsKey(key)) is > 0 and var missing
            ? ConcludeQualityHandler.ConsensusMissing(missing)
            : Decision.On<Evaluation>(command.EvaluationId, new ConsensusConfirmed(command.EvaluationId, actor.Person));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ConfirmConsensus>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/consensus/confirm",
            AllowedTo.Role("an evaluator of the lot", Roles.Evaluator)
        );
}
