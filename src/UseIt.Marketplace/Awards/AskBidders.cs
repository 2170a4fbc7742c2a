using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Asks bidders to explain something or to supply what is missing, until a stated instant: the same words to all in the same position, and
/// the reason why the others are not. Everybody in the bids is told. Once an award is proposed its winner alone can be asked, for newer
/// proof in place of what has run out since the bid.
/// </summary>
public sealed record AskBidders(
    Guid EvaluationId,
    [property: NewId] Guid ClarificationId,
    string Question,
    IReadOnlyList<Guid> Bids,
    DateTimeOffset AnswerBy,
    string? OthersNotAskedBecause = null,
    bool Renewal = false
) : Message, ICommand
{
    public Guid ClarificationsId => Clarifications.IdOf(EvaluationId);
    public Guid AwardId => Award.IdOf(EvaluationId);
}

public static class AskBiddersHandler
{
    private static readonly TimeSpan Least = TimeSpan.FromHours(24);
    private static readonly TimeSpan Most = TimeSpan.FromDays(60);

    public static readonly Refusal AwardProposed = new(
        "award-already-proposed",
        null,
        "There is an award for this lot already. Nothing can be asked that could change it"
    );
    public const string OnlyRenewal = "Only the winner is asked, for newer proof in place of what has run out since the bid";

    public static readonly Refusal QuestionMissing = new("question-missing", "question", "Enter what you want to know, or what is missing");
    public static readonly Refusal BidsWrong = new("bids-asked", "bids", "Choose at least one bid of this lot that stands");
    public static readonly Refusal OthersUnexplained = new(
        "others-not-asked",
        "othersNotAskedBecause",
        "Say why the other bids are in another position, or ask them too"
    );
    public static readonly Refusal AnswerByWrong = new(
        "answer-by-wrong",
        "answerBy",
        "Give the bidders at least 24 hours, and at most 60 days, to answer"
    );

    public static Access Authorise(Actor actor, Evaluation evaluation) => ReachConsensusHandler.Authorise(actor, evaluation);

    public static Task<StandingBids> Load(Evaluation evaluation, Streams streams, CancellationToken cancel) =>
        StandingBids.LoadAsync(evaluation, streams, cancel);

    public static Decision Handle(
        AskBidders command,
        Evaluation evaluation,
        Award award,
        Clarifications clarifications,
        Actor actor,
        StandingBids standing,
        DateTimeOffset now
    )
    {
        if (evaluation.Evaluators.ContainsKey(actor.Person) && evaluation.ClosedTo(actor.Person) is { } closed)
            return closed;
        if (clarifications.Find(command.ClarificationId) is not null)
            return Decision.Nothing;
        var renews = command.Renewal && IsBeforeSignature(award) && command.Bids is [var only] && only == award.BidId;
        if (!award.IsOpen && !renews)
            return AwardProposed;
        var stand = standing.In(evaluation).ToHashSet();
        var asked = command.Bids.ToHashSet();
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Question))
            wrong.Add(QuestionMissing);
        if (asked.Count == 0 || !asked.IsSubsetOf(stand))
            wrong.Add(BidsWrong);
        else if (!renews && asked.Count < stand.Count && string.IsNullOrWhiteSpace(command.OthersNotAskedBecause))
            wrong.Add(OthersUnexplained);
        if (command.AnswerBy < now + Least || command.AnswerBy > now + Most)
            wrong.Add(AnswerByWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Clarifications>(
                command.ClarificationsId,
                new ClarificationAsked(
                    command.ClarificationsId,
                    command.EvaluationId,
                    evaluation.TenderId,
                    evaluation.LotId,
                    evaluation.BuyerId,
                    command.ClarificationId,
                    command.Question.Trim(),
                    [.. evaluation.Standing.Where(b => asked.Contains(b.BidId))],
                    renews ? OnlyRenewal
                        : asked.Count < stand.Count ? command.OthersNotAskedBecause!.Trim()
                        : null,
                    command.AnswerBy,
                    actor.Person
                )
            );
    }

    /// <summary>There is a winner, and nothing is signed yet.</summary>
    public static bool IsBeforeSignature(Award award) =>
        award.Stage is not (AwardStage.None or AwardStage.Rejected or AwardStage.Confirmed or AwardStage.Cancelled);

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AskBidders>(
            "POST",
            "/api/v1/evaluations/{evaluationId}/clarifications",
            AllowedTo.Role("the author or an evaluator", Roles.Author, Roles.Evaluator),
            creates: "clarificationId"
        );
}
