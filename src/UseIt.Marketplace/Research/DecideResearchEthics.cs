using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// Decides about the ethics of a piece of research: somebody who neither asked for it, nor coordinates it, nor mentors its researchers.
/// </summary>
public sealed record DecideResearchEthics(Guid ProjectId, int Version, EthicsOutcome Outcome, string Reason, string? Reference = null)
    : Message,
        ICommand;

public static class DecideResearchEthicsHandler
{
    public static readonly Refusal OfTheProject = new(
        "reviewer-of-project",
        null,
        "You are of this project. Somebody who is not has to review its ethics"
    );
    public static readonly Refusal NothingWaits = new("ethics-nothing-waits", null, "Nothing waits for ethics review in this project");
    public static readonly Refusal Changed = new(
        "ethics-changed",
        "version",
        "What is to be reviewed has changed since you opened it. Read it again"
    );
    public static readonly Refusal ReferenceMissing = new(
        "reference-missing",
        "reference",
        "Enter the reference under which the approval is kept"
    );

    public sealed record Mentors(IReadOnlySet<Guid> People);

    public static Access Authorise(Actor actor, ResearchProject project) =>
        ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    public static async Task<Mentors> Load(ResearchProject project, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<Researcher>(project.Researchers, cancel)).Select(r => r.State.Mentor).OfType<Guid>().ToHashSet());

    public static Decision Handle(DecideResearchEthics command, ResearchProject project, Mentors mentors, Actor actor)
    {
        if (project.Completed)
            return ResearchRefusals.ProjectCompleted;
        if (project.Team.Contains(actor.Person) || mentors.People.Contains(actor.Person))
            return OfTheProject;
        if (project.Submitted is null)
            return NothingWaits;
        if (command.Version != project.EthicsVersion)
            return Changed;
        List<Refusal> wrong = [];
        if (string.IsNullOrWhiteSpace(command.Reason))
            wrong.Add(ResearchRefusals.ReasonMissing);
        if (command.Outcome == EthicsOutcome.Approved && string.IsNullOrWhiteSpace(command.Reference))
            wrong.Add(ReferenceMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<ResearchProject>(
                command.ProjectId,
                new ResearchEthicsDecided(
                    command.ProjectId,
                    project.SupportOrganisation,
                    command.Version,
                    command.Outcome,
                    string.IsNullOrWhiteSpace(command.Reference) ? null : command.Reference.Trim(),
                    command.Reason.Trim(),
                    actor.Person
                )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DecideResearchEthics>(
            "POST",
            "/api/v1/research/projects/{projectId}/ethics/decision",
            ResearchAccess.Coordinators
        );
}
