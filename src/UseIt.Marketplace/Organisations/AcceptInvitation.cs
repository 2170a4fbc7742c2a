using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Accepts an invitation; only the invited person can.</summary>
public sealed record AcceptInvitation(Guid OrganisationId, Guid PersonId) : Message, ICommand
{
    public Guid MembershipId => UuidV5.Of(OrganisationId, $"membership:{PersonId}");
}

public static class AcceptInvitationHandler
{
    public static readonly Refusal TooLate = new("invitation-too-old", null, "The invitation is no longer valid. Ask for a new one");

    public static Access Authorise(Actor actor, AcceptInvitation command, Stream<Membership> membership) =>
        actor.Person == command.PersonId && membership.Exists && !membership.State.Ended ? Access.Granted : Access.NotFound;

    public static Decision Handle(AcceptInvitation command, Membership membership, DateTimeOffset now) =>
        membership.Active ? Decision.Nothing
        : membership.InvitedUntil < now ? TooLate
        : Decision.On<Membership>(
            command.MembershipId,
            new MembershipAccepted(command.MembershipId, command.PersonId, command.OrganisationId)
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<AcceptInvitation>(
            "POST",
            "/api/v1/organisations/{organisationId}/invitations/{personId}/accept",
            AllowedTo.Person
        );
}
