using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Organisations;

/// <summary>
/// Gives a person a place and roles in an organisation without being asked: what the program does for its operator (the first
/// administrator, the demo's story), and nobody else. People invite, and are members once they have accepted.
/// </summary>
public sealed record GrantMembership(Guid OrganisationId, Guid PersonId, IReadOnlyList<string> Roles) : Message, ICommand
{
    public Guid MembershipId => UuidV5.Of(OrganisationId, $"membership:{PersonId}");
}

public static class GrantMembershipHandler
{
    public static readonly Refusal Standing = new(
        "membership-stands",
        "roles",
        "The person has a place here already. Change the roles instead"
    );

    // Only the program itself: for people there is no membership without consent.
    public static Access Authorise(Actor actor) => Access.NotFound;

    public static Decision Handle(GrantMembership command, Stream<Membership> membership, Organisation organisation, Actor actor)
    {
        if (RoleRules.Broken(command.Roles, organisation) is { } broken)
            return broken;
        if (!membership.State.Active)
            return Decision.On<Membership>(
                command.MembershipId,
                new MembershipGranted(command.MembershipId, command.PersonId, command.OrganisationId, command.Roles, actor.Person)
            );
        if (membership.State.Roles.SequenceEqual(command.Roles))
            return Decision.Nothing;
        return command.Roles.Except(membership.State.Roles).Any() && !membership.State.Roles.Except(command.Roles).Any()
            ? Decision.On<Membership>(
                command.MembershipId,
                new MembershipRolesChanged(command.MembershipId, command.PersonId, command.OrganisationId, command.Roles, actor.Person)
            )
            : Standing;
    }
}
