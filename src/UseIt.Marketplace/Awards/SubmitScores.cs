using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>An evaluator is done scoring alone. Only now do they see the others' scores.</summary>
public sealed record SubmitScores(Guid EvaluationId) : Message, ICommand;

public static class SubmitScoresHandler
{
    public static Refusal Missing(int count) =>
        new(
            "scores-missing",
            null,
            $"Score every bid on every criterion first. {count} {(count == 1 ? "score is" : "scores are")} missing",
            new Dictionary<string, object?> { ["missing"] = count }
        );

    public static Access Authorise(Actor actor, Evaluation evaluation) => ScoreBidHandler.Authorise(actor, evaluation);

    public static Task<Conditions> Load(Evaluation evaluation, Streams streams, CancellationToken cancel) =>
        Conditions.LoadAsync(evaluation, streams, cancel);

    public static Decision Handle(SubmitScores command, Evaluation evaluation, Actor actor, Conditions conditions)
    {
        if (evaluation.ClosedTo(actor.Person) is { } closed)
            return closed;
        if (evaluation.Evaluators[actor.Person].Submitted)
            return Decision.Nothing;
        if (conditions.UndecidedIn(evaluation) is > 0 and var undecided)
            return Evaluating.ConditionsUndecided(undecided);
        var given = evaluation.ScoresOf(actor.Person);
        var missing = evaluation.ToScore.Count(key => !given.ContainsKey(key));
        return missing > 0
            ? Missing(missing)
            : Decision.On<Evaluation>(command.EvaluationId, new ScoresSubmitted(command.EvaluationId, actor.Person));
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SubmitScores>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/scores/submit",
            AllowedTo.Role("an evaluator of the lot", Roles.Evaluator)
        );
}
