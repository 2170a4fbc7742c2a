using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// A disclosure check (DBS) of a researcher, where the people they meet need one: for which role, what came of it, and the day. What a
/// certificate says is told to nobody here. The check recorded last of a role counts.
/// </summary>
public sealed record RecordResearcherDisclosure(Guid ResearcherId, DisclosureRole Role, DisclosureOutcome Outcome, DateOnly On)
    : Message,
        ICommand;

public static class RecordResearcherDisclosureHandler
{
    public static Access Authorise(Actor actor, Researcher researcher) =>
        ResearchAccess.ForCoordinator(actor, researcher.SupportOrganisation);

    public static Decision Handle(RecordResearcherDisclosure command, Researcher researcher, Actor actor, DateTimeOffset now) =>
        researcher.Gone ? ResearchRefusals.NoResearcher
        : researcher.Disclosures.Contains(new Disclosure(command.Role, command.Outcome, command.On)) ? Decision.Nothing
        : !ResearchRefusals.HasBeen(command.On, now) ? ResearchRefusals.InTheFuture
        : Decision.On<Researcher>(
            command.ResearcherId,
            new ResearcherDisclosureRecorded(
                command.ResearcherId,
                researcher.SupportOrganisation,
                command.Role,
                command.Outcome,
                command.On,
                actor.Person
            )
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RecordResearcherDisclosure>(
            "POST",
            "/api/v1/research/researchers/{researcherId}/disclosures",
            ResearchAccess.Coordinators
        );
}
