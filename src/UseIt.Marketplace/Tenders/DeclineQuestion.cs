using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>Declines to answer, with a reason for the asker.</summary>
public sealed record DeclineQuestion(Guid TenderId, Guid QuestionId, string Reason) : Message, ICommand;

public static class DeclineQuestionHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why the question is not answered");

    public static Access Authorise(Actor actor, Tender tender, Question question, DeclineQuestion command) =>
        question.TenderId == command.TenderId ? tender.AccessOf(actor, Roles.Author) : Access.NotFound;

    public static Decision Handle(DeclineQuestion command, Question question) =>
        question.Stage switch
        {
            QuestionStage.Declined => Decision.Nothing,
            QuestionStage.Answered => AnswerQuestionHandler.Answered,
            _ when string.IsNullOrWhiteSpace(command.Reason) => ReasonMissing,
            _ => Decision.On<Question>(
                command.QuestionId,
                new QuestionDeclined(command.QuestionId, command.TenderId, command.Reason.Trim())
            ),
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DeclineQuestion>("POST", "/api/v1/tenders/{tenderId}/questions/{questionId}/decline", Editors.Author);
}
