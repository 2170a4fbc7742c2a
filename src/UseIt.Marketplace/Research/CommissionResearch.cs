using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// An anchor or a partner asks for research: the question, how, for how much, by when, and how long it may hold findings back.
/// </summary>
public sealed record CommissionResearch(
    [property: NewId] Guid ProjectId,
    Guid SupportOrganisationId,
    Guid CommissionerId,
    string Title,
    string Question,
    string Method,
    Money Budget,
    DateOnly By,
    int EmbargoDays
) : Message, ICommand;

public static class CommissionResearchHandler
{
    public const int LongestEmbargo = 180;

    public static readonly Refusal NoCoordinator = new(
        "support-organisation-unknown",
        "supportOrganisationId",
        "Choose an organisation that coordinates research and whose identity has been checked"
    );
    public static readonly Refusal ForItself = new(
        "own-organisation",
        "supportOrganisationId",
        "Your organisation coordinates this research itself: propose it as the researchers' own"
    );
    public static readonly Refusal QuestionMissing = new("question-missing", "question", "Say what you want to know");
    public static readonly Refusal MethodMissing = new(
        "method-missing",
        "method",
        "Say how it may be found out, for example interviews with 20 residents"
    );
    public static readonly Refusal BudgetWrong = new("budget-wrong", "budget", "Enter the budget, more than £0");
    public static readonly Refusal ByPast = new("by-past", "by", "Enter a day in the future by which you need it");
    public static readonly Refusal EmbargoWrong = new(
        "embargo-days-wrong",
        "embargoDays",
        $"Enter for how many days you may hold findings back, from 0 to {LongestEmbargo}"
    );

    public sealed record Found(OrganisationInResearch Support);

    public static Access Authorise(Actor actor, CommissionResearch command) =>
        ResearchAccess.ForCommissioner(actor, command.CommissionerId);

    public static async Task<Found> Load(CommissionResearch command, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<OrganisationInResearch>(command.SupportOrganisationId, cancel)).State);

    public static Decision Handle(CommissionResearch command, Stream<ResearchProject> project, Found found, Actor actor, DateTimeOffset now)
    {
        if (project.Exists)
            return Decision.Nothing;
        var wrong = Wrong(command.Title, command.Question, command.Method, command.By, now);
        if (!found.Support.Coordinates)
            wrong.Add(NoCoordinator);
        else if (command.SupportOrganisationId == command.CommissionerId)
            wrong.Add(ForItself);
        if (command.Budget <= Money.Zero)
            wrong.Add(BudgetWrong);
        if (command.EmbargoDays is < 0 or > LongestEmbargo)
            wrong.Add(EmbargoWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ResearchProject>(
                command.ProjectId,
                new ResearchCommissioned(
                    command.ProjectId,
                    command.SupportOrganisationId,
                    command.CommissionerId,
                    command.Title.Trim(),
                    command.Question.Trim(),
                    command.Method.Trim(),
                    command.Budget,
                    command.By,
                    command.EmbargoDays,
                    actor.Person
                )
            );
    }

    internal static List<Refusal> Wrong(string title, string question, string method, DateOnly by, DateTimeOffset now)
    {
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(title))
            wrong.Add(ResearchRefusals.TitleMissing);
        if (string.IsNullOrWhiteSpace(question))
            wrong.Add(QuestionMissing);
        if (string.IsNullOrWhiteSpace(method))
            wrong.Add(MethodMissing);
        if (by <= UkTime.DayOf(now))
            wrong.Add(ByPast);
        return wrong;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CommissionResearch>("POST", "/api/v1/research/commissions", ResearchAccess.Commissioners, creates: "projectId");
}
