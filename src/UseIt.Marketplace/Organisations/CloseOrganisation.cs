using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Ends an organisation here, for good: by its own administrator or the platform's. What it has done stays.</summary>
[NeedsSecondFactor]
public sealed record CloseOrganisation(Guid OrganisationId, string Reason) : Message, ICommand;

public static class CloseOrganisationHandler
{
    public static readonly Refusal Platform = new("organisation-is-the-platform", null, "The platform's own organisation cannot be closed");

    public static Access Authorise(Actor actor, CloseOrganisation command) =>
        actor.Has(Roles.Administrator) ? Access.Granted : RoleRules.Administers(actor, command.OrganisationId);

    public static Decision Handle(CloseOrganisation command, Organisation organisation) =>
        organisation.Status switch
        {
            OrganisationStatus.Unknown => OrganisationRefusals.Unknown,
            OrganisationStatus.Closed => Decision.Nothing,
            OrganisationStatus.Merged => OrganisationRefusals.Over,
            _ when organisation.Is(OrganisationKind.Platform) => Platform,
            _ when string.IsNullOrWhiteSpace(command.Reason) => OrganisationRefusals.ReasonMissing,
            _ => Decision.On<Organisation>(command.OrganisationId, new OrganisationClosed(command.OrganisationId, command.Reason.Trim())),
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<CloseOrganisation>("POST", "/api/v1/organisations/{organisationId}/close", RoleRules.AdministratorsAndPlatform);
}
