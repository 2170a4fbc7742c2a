using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Closes the scoring of quality. From here on prices may be opened and no score changes.</summary>
public sealed record ConcludeQuality(Guid EvaluationId) : Message, ICommand;

public static class ConcludeQualityHandler
{
    public static Refusal ConsensusMissing(int count) =>
        new(
            "consensus-missing",
            null,
            $"Agree on every score first. {count} {(count == 1 ? "is" : "are")} still open",
            new Dictionary<string, object?> { ["missing"] = count }
        );

    public static Access Authorise(Actor actor, Evaluation evaluation) => actor.On(evaluation.BuyerId, Roles.Author);

    public static Decision Handle(ConcludeQuality command, Evaluation evaluation)
    {
        if (evaluation.QualityConcluded)
            return Decision.Nothing;
        if (!evaluation.AllSubmitted)
            return ReachConsensusHandler.NotAllSubmitted;
        var missing = evaluation.ToScore.Count(key => !evaluation.Consensus.ContainsKey(key));
        return missing > 0
            ? ConsensusMissing(missing)
            : Decision.On<Evaluation>(
                command.EvaluationId,
                new QualityConcluded(command.EvaluationId, evaluation.TenderId, evaluation.LotId)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ConcludeQuality>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/quality/conclude",
            AllowedTo.Role("the author of the procurement", Roles.Author)
        );
}
