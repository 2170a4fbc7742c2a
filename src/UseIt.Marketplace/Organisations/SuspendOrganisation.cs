using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Stops an organisation: nobody acts for it until it is reinstated, and nothing of it is lost.</summary>
[NeedsSecondFactor]
public sealed record SuspendOrganisation(Guid OrganisationId, string Reason) : Message, ICommand;

public static class SuspendOrganisationHandler
{
    public static readonly Refusal Platform = new(
        "organisation-is-the-platform",
        null,
        "The platform's own organisation cannot be suspended"
    );

    public static Access Authorise(Actor actor) => actor.Has(Roles.Administrator) ? Access.Granted : Access.Forbidden;

    public static Decision Handle(SuspendOrganisation command, Organisation organisation) =>
        organisation.Status switch
        {
            OrganisationStatus.Unknown => OrganisationRefusals.Unknown,
            OrganisationStatus.Suspended => Decision.Nothing,
            OrganisationStatus.Merged or OrganisationStatus.Closed => OrganisationRefusals.Over,
            _ when organisation.Is(OrganisationKind.Platform) => Platform,
            _ when string.IsNullOrWhiteSpace(command.Reason) => OrganisationRefusals.ReasonMissing,
            _ => Decision.On<Organisation>(
                command.OrganisationId,
                new OrganisationSuspended(command.OrganisationId, command.Reason.Trim())
            ),
        };

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<SuspendOrganisation>(
            "POST",
            "/api/v1/organisations/{organisationId}/suspend",
            AllowedTo.Role("an administrator of the platform", Roles.Administrator)
        );
}
