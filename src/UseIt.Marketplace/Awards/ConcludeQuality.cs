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

    public static Refusal Unconfirmed(int count) =>
        new(
            "consensus-unconfirmed",
            null,
            $"{count} {(count == 1 ? "evaluator has" : "evaluators have")} not confirmed the agreed scores yet",
            new Dictionary<string, object?> { ["missing"] = count }
        );

    public static Task<Conditions> Load(Evaluation evaluation, Streams streams, CancellationToken cancel) =>
        Conditions.LoadAsync(evaluation, streams, cancel);

    public static Decision Handle(ConcludeQuality command, Evaluation evaluation, Conditions conditions)
    {
        if (evaluation.QualityConcluded)
            return Decision.Nothing;
        if (!evaluation.AllSubmitted)
            return ReachConsensusHandler.NotAllSubmitted;
        if (conditions.UndecidedIn(evaluation) is > 0 and var undecided)
            return Evaluating.ConditionsUndecided(undecided);
        if (evaluation.ToScore.Count(key => !evaluation.Consensus.ContainsKey(key)) is > 0 and var missing)
            return ConsensusMissing(missing);
        if (evaluation.Unconfirmed.Count() is > 0 and var unconfirmed)
            return Unconfirmed(unconfirmed);
        var (id, tender, lot) = (command.EvaluationId, evaluation.TenderId, evaluation.LotId);
        return Decision.On<Evaluation>(
            id,
            [
                .. evaluation
                    .Standing.IntersectBy(evaluation.Unfit, b => b.BidId)
                    .Select(b => new BidLeftOut(id, tender, lot, b.BidId, $"It does not meet {conditions.MissedBy(evaluation, b.BidId)}")),
                new QualityConcluded(id, tender, lot),
            ]
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ConcludeQuality>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/quality/conclude",
            AllowedTo.Role("the author of the procurement", Roles.Author)
        );
}
