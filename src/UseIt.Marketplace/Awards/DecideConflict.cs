using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Somebody else on the buyer's side decides whether an evaluator with a possible conflict may evaluate.</summary>
public sealed record DecideConflict(Guid EvaluationId, Guid Evaluator, bool MayEvaluate, string Reason) : Message, ICommand;

public static class DecideConflictHandler
{
    public static readonly Refusal OwnConflict = new("own-conflict", "evaluator", "Somebody else must decide about your own conflict");
    public static readonly Refusal NoConflict = new("no-conflict", "evaluator", "There is no conflict to decide about");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Enter the reason for your decision");

    public static Access Authorise(Actor actor, Evaluation evaluation) => actor.On(evaluation.BuyerId, Roles.Author, Roles.Approver);

    public static Decision Handle(DecideConflict command, Evaluation evaluation, Actor actor)
    {
        if (evaluation.Evaluators.GetValueOrDefault(command.Evaluator) is not { HasConflict: true } standing)
            return NoConflict;
        if (actor.Person == command.Evaluator)
            return OwnConflict;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        if (standing.MayEvaluate == command.MayEvaluate)
            return Decision.Nothing;
        return evaluation.QualityConcluded && !standing.AwaitsDecision
            ? Evaluating.QualityIsConcluded
            : Decision.On<Evaluation>(
                command.EvaluationId,
                new ConflictDecided(command.EvaluationId, command.Evaluator, command.MayEvaluate, actor.Person, command.Reason.Trim())
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DecideConflict>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/conflicts/{evaluator}",
            AllowedTo.Role("another author or approver", Roles.Author, Roles.Approver)
        );
}
