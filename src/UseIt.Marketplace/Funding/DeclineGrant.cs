using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Funding;

/// <summary>A signatory of the enterprise says no to the offer, and why.</summary>
public sealed record DeclineGrant(Guid GrantId, string Reason) : Message, ICommand;

public static class DeclineGrantHandler
{
    public static readonly Refusal Accepted = new("grant-accepted", null, "The offer has been accepted already");

    public static Access Authorise(Actor actor, Grant grant) => actor.On(grant.Applicant, Roles.Signatory);

    public static Decision Handle(DeclineGrant command, Grant grant, Actor actor) =>
        grant.Stage == GrantStage.Declined ? Decision.Nothing
        : grant.Stage == GrantStage.Accepted ? Accepted
        : GrantAccess.IsOver(grant) ? GrantAccess.Over
        : grant.Stage != GrantStage.Offered ? AcceptGrantHandler.NoOffer
        : string.IsNullOrWhiteSpace(command.Reason) ? GrantAccess.ReasonMissing
        : Decision.On<Grant>(
            command.GrantId,
            new GrantDeclined(command.GrantId, grant.Funder, grant.Applicant, command.Reason.Trim(), actor.Person)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DeclineGrant>("POST", "/api/v1/grants/{grantId}/refusal", GrantAccess.Signatories);
}
