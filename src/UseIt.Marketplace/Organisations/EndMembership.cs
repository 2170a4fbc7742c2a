using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Ends a person's place in an organisation, or declines an invitation; anybody may leave by themselves.</summary>
public sealed record EndMembership(Guid OrganisationId, Guid PersonId, string Reason) : Message, ICommand
{
    public Guid MembershipId => UuidV5.Of(OrganisationId, $"membership:{PersonId}");
}

public static class EndMembershipHandler
{
    public static readonly Refusal NoMember = new("no-member", "personId", "This person has no place in the organisation");
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why, in a few words without names");

    public static Access Authorise(Actor actor, EndMembership command) =>
        actor.Person == command.PersonId ? Access.Granted : RoleRules.Administers(actor, command.OrganisationId);

    public static Task<OtherAdministrators> Load(
        EndMembership command,
        Memberships memberships,
        Streams streams,
        CancellationToken cancel
    ) => OtherAdministrators.ThanAsync(command.PersonId, command.OrganisationId, memberships, streams, cancel);

    public static Decision Handle(EndMembership command, Stream<Membership> membership, OtherAdministrators others, Actor actor)
    {
        // Who is invited is known to the inviter by mail address only: an invitation is withdrawn, not ended by a person's id.
        if (!membership.Exists || (membership.State.Invited && actor.Person != command.PersonId))
            return NoMember;
        if (membership.State.Ended)
            return Decision.Nothing;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return ReasonMissing;
        if (membership.State.Administers && others.Count == 0)
            return OtherAdministrators.LastOne;
        return Decision.On<Membership>(
            command.MembershipId,
            new MembershipEnded(command.MembershipId, command.PersonId, command.OrganisationId, command.Reason.Trim())
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EndMembership>("POST", "/api/v1/organisations/{organisationId}/memberships/{personId}/end", AllowedTo.Person);
}
