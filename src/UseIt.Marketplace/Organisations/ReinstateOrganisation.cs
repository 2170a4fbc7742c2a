using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Lets a suspended organisation act again.</summary>
public sealed record ReinstateOrganisation(Guid OrganisationId, string Reason) : Message, ICommand;

public static class ReinstateOrganisationHandler
{
    public static Access Authorise(Actor actor) => actor.Has(Roles.Administrator) ? Access.Granted : Access.Forbidden;

    public static Decision Handle(ReinstateOrganisation command, Organisation organisation) =>
        organisation.Status switch
        {
            OrganisationStatus.Unknown => OrganisationRefusals.Unknown,
            OrganisationStatus.Merged or OrganisationStatus.Closed => OrganisationRefusals.Over,
            OrganisationStatus.Suspended when string.IsNullOrWhiteSpace(command.Reason) => OrganisationRefusals.ReasonMissing,
            OrganisationStatus.Suspended => Decision.On<Organisation>(
                command.OrganisationId,
                new OrganisationReinstated(command.OrganisationId, command.Reason.Trim())
            ),
            _ => Decision.Nothing,
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReinstateOrganisation>(
            "POST",
            "/api/v1/organisations/{organisationId}/reinstate",
            AllowedTo.Role("an administrator of the platform", Roles.Administrator)
        );
}
