using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>The researchers' own project: nobody commissioned it, and nobody holds its findings back.</summary>
public sealed record ProposeResearch(
    [property: NewId] Guid ProjectId,
    Guid SupportOrganisationId,
    string Title,
    string Question,
    string Method,
    DateOnly By,
    Money? Budget = null
) : Message, ICommand;

public static class ProposeResearchHandler
{
    public static Access Authorise(Actor actor, ProposeResearch command) =>
        ResearchAccess.ForCoordinator(actor, command.SupportOrganisationId);

    public static Decision Handle(ProposeResearch command, Stream<ResearchProject> project, Actor actor, DateTimeOffset now)
    {
        if (project.Exists)
            return Decision.Nothing;
        var wrong = CommissionResearchHandler.Wrong(command.Title, command.Question, command.Method, command.By, now);
        if (command.Budget <= Money.Zero)
            wrong.Add(CommissionResearchHandler.BudgetWrong);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ResearchProject>(
                command.ProjectId,
                new ResearchProposed(
                    command.ProjectId,
                    command.SupportOrganisationId,
                    command.Title.Trim(),
                    command.Question.Trim(),
                    command.Method.Trim(),
                    command.Budget,
                    command.By,
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ProposeResearch>("POST", "/api/v1/research/projects", ResearchAccess.Coordinators, creates: "projectId");
}
