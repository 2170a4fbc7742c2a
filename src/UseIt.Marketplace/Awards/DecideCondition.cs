using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Decides whether a bid meets a condition of participation (Procurement Act 2023, section 22), with what that rests on. It may be decided
/// otherwise until the first evaluator has submitted their scores; a bid that misses one is left out when quality is concluded.
/// </summary>
public sealed record DecideCondition(Guid EvaluationId, Guid BidId, Guid RequirementId, bool Met, string Reason) : Message, ICommand;

public static class DecideConditionHandler
{
    public static readonly Refusal ScoresAreIn = new(
        "scores-submitted",
        null,
        "An evaluator has submitted their scores. What is decided about a condition cannot change any more"
    );

    public static Access Authorise(Actor actor, Evaluation evaluation) => ReachConsensusHandler.Authorise(actor, evaluation);

    public static Task<Conditions> Load(Evaluation evaluation, Streams streams, CancellationToken cancel) =>
        Conditions.LoadAsync(evaluation, streams, cancel);

    public static Decision Handle(DecideCondition command, Evaluation evaluation, Actor actor, Conditions conditions)
    {
        if (evaluation.Evaluators.ContainsKey(actor.Person) && evaluation.ClosedTo(actor.Person) is { } closed)
            return closed;
        if (evaluation.QualityConcluded)
            return Evaluating.QualityIsConcluded;
        if (evaluation.Standing.All(b => b.BidId != command.BidId))
            return Evaluating.BidUnknown;
        if (conditions.Asked.All(c => c.RequirementId != command.RequirementId))
            return Evaluating.ConditionUnknown;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return Evaluating.ReasonForConditionMissing;
        var decided = new ConditionDecision(command.Met, command.Reason.Trim());
        if (evaluation.Decisions.TryGetValue(new ConditionKey(command.BidId, command.RequirementId), out var before))
        {
            if (before == decided)
                return Decision.Nothing;
            if (evaluation.Evaluators.Values.Any(e => e.Submitted))
                return ScoresAreIn;
        }
        return Decision.On<Evaluation>(
            command.EvaluationId,
            new ConditionDecided(command.EvaluationId, command.BidId, command.RequirementId, decided.Met, actor.Person, decided.Reason)
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DecideCondition>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/conditions",
            AllowedTo.Role("the author or an evaluator", Roles.Author, Roles.Evaluator)
        );
}
