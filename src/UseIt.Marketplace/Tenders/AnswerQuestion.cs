using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Answers a question to everybody at once; the published wording may be the buyer's own.</summary>
public sealed record AnswerQuestion(Guid TenderId, Guid QuestionId, string PublishedQuestion, string Answer) : Message, ICommand;

public static class AnswerQuestionHandler
{
    public static readonly Refusal QuestionMissing = new(
        "published-question-missing",
        "publishedQuestion",
        "Enter the question as it will be published"
    );
    public static readonly Refusal AnswerMissing = new("answer-missing", "answer", "Enter the answer");
    public static readonly Refusal Declined = new("question-declined", null, "This question has been declined");
    public static readonly Refusal Answered = new(
        "question-answered",
        null,
        "This question has been answered. Publish an amendment to correct the answer"
    );

    public static Access Authorise(Actor actor, Tender tender, Question question, AnswerQuestion command) =>
        question.TenderId == command.TenderId ? tender.AccessOf(actor, Roles.Author) : Access.NotFound;

    public static Decision Handle(AnswerQuestion command, Question question, Tender tender, DateTimeOffset now)
    {
        if (question.Stage == QuestionStage.Declined)
            return Declined;
        if (question.Stage == QuestionStage.Answered)
            return Answered;
        if (tender.NotOpen(now) is { } no)
            return no;
        if (string.IsNullOrWhiteSpace(command.PublishedQuestion))
            return QuestionMissing;
        if (string.IsNullOrWhiteSpace(command.Answer))
            return AnswerMissing;
        return Decision.On<Question>(
            command.QuestionId,
            new QuestionAnswered(command.QuestionId, command.TenderId, command.PublishedQuestion.Trim(), command.Answer.Trim())
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AnswerQuestion>("POST", "/api/v1/tenders/{tenderId}/questions/{questionId}/answer", Editors.Author);
}
