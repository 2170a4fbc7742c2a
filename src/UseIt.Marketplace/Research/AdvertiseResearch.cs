using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Research;

/// <summary>Shows a commission to the researchers' own enterprise, as something it could do.</summary>
public sealed record AdvertiseResearch(Guid ProjectId, Guid EnterpriseId) : Message, ICommand;

public static class AdvertiseResearchHandler
{
    public static readonly Refusal NoEnterprise = new("enterprise-unknown", "enterpriseId", "Choose an enterprise");
    public static readonly Refusal Under = new(
        "research-under-way",
        null,
        "Fieldwork has begun: it is too late to advertise this commission"
    );

    public sealed record Found(OrganisationInResearch Enterprise);

    public static Access Authorise(Actor actor, ResearchProject project) =>
        actor.ActsFor(project.Commissioner)
            ? ResearchAccess.ForCommissioner(actor, project.Commissioner)
            : ResearchAccess.ForCoordinator(actor, project.SupportOrganisation);

    public static async Task<Found> Load(AdvertiseResearch command, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<OrganisationInResearch>(command.EnterpriseId, cancel)).State);

    public static Decision Handle(AdvertiseResearch command, ResearchProject project, Found found, Actor actor) =>
        project.Declined ? ResearchRefusals.ProjectDeclined
        : project.Completed ? ResearchRefusals.ProjectCompleted
        : project.FieldworkSince is not null ? Under
        : !found.Enterprise.IsEnterprise ? NoEnterprise
        : project.AdvertisedTo == command.EnterpriseId ? Decision.Nothing
        : Decision.On<ResearchProject>(command.ProjectId, new ResearchAdvertised(command.ProjectId, command.EnterpriseId, actor.Person));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AdvertiseResearch>("POST", "/api/v1/research/projects/{projectId}/advertisement", ResearchAccess.Both);
}
