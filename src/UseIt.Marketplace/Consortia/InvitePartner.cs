using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Consortia;

/// <summary>Invites an enterprise into the consortium, for a role in the work, with a few words to it.</summary>
[CountsAs(Counted.Invitation)]
public sealed record InvitePartner(Guid ConsortiumId, Guid OrganisationId, string Role, string? Message = null) : Message, ICommand;

public static class InvitePartnerHandler
{
    public static readonly Refusal RoleMissing = new("partner-role-missing", "role", "Say what the partner would do");
    public static readonly Refusal NotAnEnterprise = new(
        "partner-not-an-enterprise",
        "organisationId",
        "Choose an enterprise that is registered here"
    );

    public static Access Authorise(Actor actor, Consortium consortium) => consortium.Lead(actor);

    public static Decision Handle(InvitePartner command, Consortium consortium, [Peek] OrganisationForConsortia organisation)
    {
        if (consortium.Dissolved)
            return ConsortiumAccess.Dissolved;
        if (string.IsNullOrWhiteSpace(command.Role))
            return RoleMissing;
        if (!organisation.MayBeInvited)
            return NotAnEnterprise;
        if (consortium.IsPartner(command.OrganisationId))
            return Decision.Nothing;
        var invitation = new Invitation(command.Role.Trim(), string.IsNullOrWhiteSpace(command.Message) ? null : command.Message.Trim());
        return consortium.Invited.GetValueOrDefault(command.OrganisationId) == invitation
            ? Decision.Nothing
            : Decision.On<Consortium>(
                command.ConsortiumId,
                new PartnerInvited(command.ConsortiumId, command.OrganisationId, invitation.Role, invitation.Message)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<InvitePartner>("POST", "/api/v1/consortia/{consortiumId}/invitations", ConsortiumAccess.BidManagers);
}
