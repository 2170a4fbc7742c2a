using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>What is kept of a researcher's name and contact is put right.</summary>
public sealed record ChangeResearcherContact(Guid ResearcherId, string Name, string Contact) : Message, ICommand;

public static class ChangeResearcherContactHandler
{
    public static Access Authorise(Actor actor, Researcher researcher) =>
        ResearchAccess.ForCoordinator(actor, researcher.SupportOrganisation);

    public static Task<RecruitResearcherHandler.Sealed> Load(
        ChangeResearcherContact command,
        Researcher researcher,
        Vault vault,
        CancellationToken cancel
    ) =>
        researcher.Gone
            ? Task.FromResult(new RecruitResearcherHandler.Sealed(null, null, null))
            : RecruitResearcherHandler.SealAsync(command.ResearcherId, command.Name, command.Contact, null, vault, cancel);

    public static Decision Handle(ChangeResearcherContact command, Researcher researcher, RecruitResearcherHandler.Sealed values)
    {
        if (researcher.Gone)
            return ResearchRefusals.NoResearcher;
        List<Refusal> wrong = [];
        if (values.Name is null)
            wrong.Add(ResearchRefusals.NameMissing);
        if (values.Contact is null)
            wrong.Add(RecruitResearcherHandler.ContactMissing);
        return wrong.Count > 0
            ? Decision.Refuse([.. wrong])
            : Decision.On<Researcher>(
                command.ResearcherId,
                new ResearcherContactChanged(command.ResearcherId, researcher.SupportOrganisation, values.Name!, values.Contact!)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ChangeResearcherContact>(
            "POST",
            "/api/v1/research/researchers/{researcherId}/contact",
            ResearchAccess.Coordinators
        );
}
