using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>An enterprise asks about a tender. The buyer sees the words, never who wrote them.</summary>
public sealed record AskQuestion(Guid TenderId, [property: NewId] Guid QuestionId, string Text) : Message, ICommand;

/// <summary>The asking organisation's own name, which a question must not give away.</summary>
public sealed record Asker(string Name) : IState<Asker>
{
    public static Asker Empty { get; } = new("");

    public static string StreamType => "organisation";

    public Asker Evolve(object fact) =>
        fact switch
        {
            OrganisationRegistered e => new Asker(e.Name),
            OrganisationRenamed e => new Asker(e.Name),
            _ => this,
        };
}

public static class AskQuestionHandler
{
    public const int Longest = 4000;

    public static readonly Refusal TextMissing = new("question-missing", "text", "Enter your question");
    public static readonly Refusal TextTooLong = new("question-too-long", "text", $"The question must be {Longest:N0} characters or fewer");
    public static readonly Refusal NamesAsker = new(
        "question-names-asker",
        "text",
        "Take your organisation's name out of the question. The buyer answers to all and must not learn who asked"
    );
    public static readonly Refusal TooLate = new("questions-closed", "text", "The time for questions is over");

    public static Access Authorise(Actor actor, Tender tender) =>
        actor.Person == Guid.Empty ? Access.SignInNeeded
        : !tender.IsPublic ? Access.NotFound
        : actor.Roles.Overlaps(Roles.Enterprise) ? Access.Granted
        : Access.Forbidden;

    public sealed record Asking(string Organisation);

    public static async Task<Asking> Load(Actor actor, Streams streams, CancellationToken cancel) =>
        new(actor.Organisation is { } organisation ? (await streams.PeekAsync<Asker>(organisation, cancel)).State.Name : "");

    public static Decision Handle(
        AskQuestion command,
        Stream<Question> question,
        Tender tender,
        Asking asking,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (question.Exists)
            return Decision.Nothing;
        if (tender.NotOpen(now) is { } no)
            return no;
        if (now > tender.QuestionsUntil)
            return TooLate;
        if (string.IsNullOrWhiteSpace(command.Text))
            return TextMissing;
        if (command.Text.Length > Longest)
            return TextTooLong;
        if (asking.Organisation.Length > 0 && command.Text.Contains(asking.Organisation, StringComparison.OrdinalIgnoreCase))
            return NamesAsker;
        return Decision.On<Question>(
            command.QuestionId,
            new QuestionAsked(command.QuestionId, command.TenderId, actor.Organisation ?? actor.Person, command.Text.Trim())
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AskQuestion>(
            "POST",
            "/api/v1/tenders/{tenderId}/questions",
            AllowedTo.Role("an enterprise", Roles.Enterprise),
            creates: "questionId"
        );
}
