using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>A colleague mentors a researcher, and reviews the ethics of none of the researcher's projects from then on.</summary>
public sealed record AssignResearchMentor(Guid ResearcherId, Guid PersonId) : Message, ICommand;

public static class AssignResearchMentorHandler
{
    public sealed record Found(bool IsColleague);

    public static Access Authorise(Actor actor, Researcher researcher) =>
        ResearchAccess.ForCoordinator(actor, researcher.SupportOrganisation);

    public static async Task<Found> Load(
        AssignResearchMentor command,
        Researcher researcher,
        Memberships memberships,
        CancellationToken cancel
    ) => new((await memberships.InAsync(researcher.SupportOrganisation, cancel)).Any(m => m.Person == command.PersonId));

    public static Decision Handle(AssignResearchMentor command, Researcher researcher, Found found) =>
        researcher.Gone ? ResearchRefusals.NoResearcher
        : !found.IsColleague ? ResearchRefusals.NoColleague
        : researcher.Mentor == command.PersonId ? Decision.Nothing
        : Decision.On<Researcher>(
            command.ResearcherId,
            new ResearchMentorAssigned(command.ResearcherId, researcher.SupportOrganisation, command.PersonId)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AssignResearchMentor>("POST", "/api/v1/research/researchers/{researcherId}/mentor", ResearchAccess.Coordinators);
}
