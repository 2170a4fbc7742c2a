using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>An evaluator scores one bid on one criterion, alone, with a reason. It may be changed until the scores are submitted.</summary>
public sealed record ScoreBid(Guid EvaluationId, Guid BidId, Guid CriterionId, decimal Score, string Reason) : Message, ICommand;

public static class ScoreBidHandler
{
    public static readonly Refusal AlreadySubmitted = new(
        "scores-submitted",
        null,
        "You have submitted your scores. They cannot change any more"
    );
    public static readonly Refusal UndeclaredTie = new(
        "tie-undeclared",
        null,
        "You belong to an organisation that bids here. Declare your interests again"
    );

    public static Access Authorise(Actor actor, Evaluation evaluation) =>
        actor.ActsFor(evaluation.BuyerId) && evaluation.Evaluators.ContainsKey(actor.Person) ? Access.Granted : Access.NotFound;

    public static Task<IReadOnlyList<MembershipRow>> Load(Actor actor, Memberships memberships, CancellationToken cancel) =>
        memberships.OfAsync(actor.Person, cancel);

    public static Decision Handle(ScoreBid command, Evaluation evaluation, Actor actor, IReadOnlyList<MembershipRow> memberships)
    {
        if (evaluation.ClosedTo(actor.Person) is { } closed)
            return closed;
        var standing = evaluation.Evaluators[actor.Person];
        // Who joined a bidder after declaring is caught here.
        if (memberships.Any(m => evaluation.BidderOrganisations.Contains(m.Organisation) && !standing.Conflicts.Contains(m.Organisation)))
            return UndeclaredTie;
        if (standing.Submitted)
            return AlreadySubmitted;
        if (Evaluating.Wrong(evaluation, command.BidId, command.CriterionId, command.Score, command.Reason) is { } wrong)
            return wrong;
        var given = new ScoreWithReason(command.Score, command.Reason.Trim());
        return evaluation.ScoresOf(actor.Person).GetValueOrDefault(new ScoreKey(command.BidId, command.CriterionId)) == given
            ? Decision.Nothing
            : Decision.On<Evaluation>(
                command.EvaluationId,
                new ScoreGiven(command.EvaluationId, actor.Person, command.BidId, command.CriterionId, given.Score, given.Reason)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ScoreBid>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/scores",
            AllowedTo.Role("an evaluator of the lot", Roles.Evaluator)
        );
}
