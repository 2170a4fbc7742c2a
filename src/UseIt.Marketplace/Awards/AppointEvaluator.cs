using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>Appoints a colleague to score the bids for a lot.</summary>
public sealed record AppointEvaluator(Guid EvaluationId, Guid Evaluator) : Message, ICommand;

public static class AppointEvaluatorHandler
{
    public static readonly Refusal WithoutRole = new(
        "evaluator-without-role",
        "evaluator",
        "Choose a colleague who holds the evaluator role in your organisation"
    );
    public static readonly Refusal ScoringIsOver = new("scoring-over", "evaluator", "All scores are in. Nobody can be appointed any more");

    public static Access Authorise(Actor actor, Evaluation evaluation) => actor.On(evaluation.BuyerId, Roles.Author);

    public static Task<IReadOnlyList<MembershipRow>> Load(AppointEvaluator command, Memberships memberships, CancellationToken cancel) =>
        memberships.OfAsync(command.Evaluator, cancel);

    public static Decision Handle(AppointEvaluator command, Evaluation evaluation, IReadOnlyList<MembershipRow> memberships)
    {
        if (evaluation.Evaluators.ContainsKey(command.Evaluator))
            return Decision.Nothing;
        if (evaluation.QualityConcluded || evaluation.AllSubmitted)
            return ScoringIsOver;
        return memberships.Any(m => m.Organisation == evaluation.BuyerId && m.Roles.Contains(Roles.Evaluator))
            ? Decision.On<Evaluation>(command.EvaluationId, new EvaluatorAppointed(command.EvaluationId, command.Evaluator))
            : WithoutRole;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AppointEvaluator>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/evaluators",
            AllowedTo.Role("the author of the procurement", Roles.Author)
        );
}
