using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Takes an invitation back before it is accepted.</summary>
public sealed record WithdrawInvitation(Guid OrganisationId, Guid InvitationId, string Reason) : Message, ICommand;

public static class WithdrawInvitationHandler
{
    public static readonly Refusal Accepted = new("invitation-accepted", null, "The invitation is accepted. End the membership instead");

    public static Access Authorise(Actor actor, WithdrawInvitation command, Membership invitation) =>
        invitation.Organisation == command.OrganisationId ? RoleRules.Administers(actor, command.OrganisationId) : Access.NotFound;

    public static Decision Handle(WithdrawInvitation command, Membership invitation) =>
        invitation.Ended ? Decision.Nothing
        : invitation.Active ? Accepted
        : string.IsNullOrWhiteSpace(command.Reason) ? OrganisationRefusals.ReasonMissing
        : Decision.On<Membership>(
            command.InvitationId,
            new MembershipEnded(command.InvitationId, invitation.Person, command.OrganisationId, command.Reason.Trim())
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<WithdrawInvitation>(
            "POST",
            "/api/v1/organisations/{organisationId}/invitations/{invitationId}/withdraw",
            RoleRules.Administrators
        );
}
