using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Tenders;

public enum QuestionStage
{
    None,
    Asked,
    Answered,
    Declined,
}

public sealed record Question(QuestionStage Stage, Guid TenderId) : IState<Question>
{
    public static Question Empty { get; } = new(QuestionStage.None, Guid.Empty);

    public Question Evolve(object fact) =>
        fact switch
        {
            QuestionAsked e => new Question(QuestionStage.Asked, e.TenderId),
            QuestionAnswered => this with { Stage = QuestionStage.Answered },
            QuestionDeclined => this with { Stage = QuestionStage.Declined },
            _ => this,
        };
}
