using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Ends what an adviser may see or draft for the enterprise, at once.</summary>
public sealed record RevokeMandate(Guid OrganisationId, Guid MandateId, string Reason) : Message, ICommand;

public static class RevokeMandateHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why, in a few words without names");

    public static Access Authorise(Actor actor, RevokeMandate command, Mandate mandate) =>
        mandate.Organisation != command.OrganisationId || !actor.ActsFor(command.OrganisationId) ? Access.NotFound
        : actor.ActsFor(command.OrganisationId, Roles.Signatory, Roles.OrganisationAdministrator) ? Access.Granted
        : Access.Forbidden;

    public static Decision Handle(RevokeMandate command, Mandate mandate) =>
        !mandate.Stands ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.Reason) ? ReasonMissing
        : Decision.On<Mandate>(command.MandateId, new MandateRevoked(command.MandateId, command.OrganisationId, command.Reason.Trim()));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RevokeMandate>(
            "POST",
            "/api/v1/organisations/{organisationId}/mandates/{mandateId}/revoke",
            AllowedTo.Role("an enterprise's signatory or administrator", Roles.Signatory, Roles.OrganisationAdministrator)
        );
}
