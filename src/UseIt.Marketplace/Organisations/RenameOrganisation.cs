using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Gives an organisation its new name; what was published under the old one keeps it.</summary>
public sealed record RenameOrganisation(Guid OrganisationId, string Name) : Message, ICommand;

public static class RenameOrganisationHandler
{
    public static Access Authorise(Actor actor, RenameOrganisation command) => RoleRules.Administers(actor, command.OrganisationId);

    public static Decision Handle(RenameOrganisation command, Organisation organisation) =>
        organisation.Status == OrganisationStatus.Unknown ? OrganisationRefusals.Unknown
        : organisation.Status is OrganisationStatus.Closed or OrganisationStatus.Merged ? OrganisationRefusals.Over
        : string.IsNullOrWhiteSpace(command.Name) ? RegisterOrganisationHandler.NameMissing
        : command.Name.Trim() == organisation.Name ? Decision.Nothing
        : Decision.On<Organisation>(command.OrganisationId, new OrganisationRenamed(command.OrganisationId, command.Name.Trim()));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RenameOrganisation>("PUT", "/api/v1/organisations/{organisationId}/name", RoleRules.Administrators);
}
