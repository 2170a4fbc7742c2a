using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Gives a person a place and roles in an organisation.</summary>
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

    public static Access Authorise(Actor actor, GrantMembership command) => RoleRules.Administers(actor, command.OrganisationId);

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

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<GrantMembership>("POST", "/api/v1/organisations/{organisationId}/memberships", RoleRules.Administrators);
}
