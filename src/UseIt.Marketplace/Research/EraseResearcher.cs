using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>
/// Erases a researcher (UK GDPR article 17): name, contact and guardian are unreadable wherever they rest; what was done stays under a
/// number, so that counts made before are what they were.
/// </summary>
public sealed record EraseResearcher(Guid ResearcherId, string Reason) : Message, ICommand;

public static class EraseResearcherHandler
{
    public static readonly Refusal ReasonNotListed = new(
        "reason-not-listed",
        "reason",
        $"Choose why: {string.Join(", ", ErasureReasons.All)}"
    );

    public static Access Authorise(Actor actor, Researcher researcher) =>
        ResearchAccess.ForCoordinator(actor, researcher.SupportOrganisation);

    public static Decision Handle(EraseResearcher command, Researcher researcher) =>
        researcher.Erased ? Decision.Nothing
        : !ErasureReasons.All.Contains(command.Reason) ? ReasonNotListed
        : Decision
            .On<Researcher>(
                command.ResearcherId,
                new ResearcherErased(command.ResearcherId, researcher.SupportOrganisation, command.Reason)
            )
            .Send(new DestroyResearchKey(command.ResearcherId));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EraseResearcher>("POST", "/api/v1/research/researchers/{researcherId}/erasure", ResearchAccess.Coordinators);
}

/// <summary>Destroys the key of a researcher who is erased, or of a participant who withdrew.</summary>
public sealed record DestroyResearchKey(Guid SubjectId) : Message, IEffect;

public static class DestroyResearchKeyHandler
{
    public static Task Handle(DestroyResearchKey message, Vault vault, CancellationToken cancel) =>
        vault.EraseAsync(message.SubjectId, "research", cancel);
}
