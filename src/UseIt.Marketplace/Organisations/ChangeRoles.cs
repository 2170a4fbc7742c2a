using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Changes what a person may do in an organisation.</summary>
public sealed record ChangeRoles(Guid OrganisationId, Guid PersonId, IReadOnlyList<string> Roles) : Message, ICommand
{
    public Guid MembershipId => UuidV5.Of(OrganisationId, $"membership:{PersonId}");
    public Guid DelegationsId => Delegations.Of(OrganisationId);
}

public static class ChangeRolesHandler
{
    public static readonly Refusal NoMember = new("no-member", "personId", "This person has no place in the organisation");

    public static Access Authorise(Actor actor, ChangeRoles command) => RoleRules.Administers(actor, command.OrganisationId);

    public static Task<OtherAdministrators> Load(ChangeRoles command, Memberships memberships, Streams streams, CancellationToken cancel) =>
        OtherAdministrators.ThanAsync(command.PersonId, command.OrganisationId, memberships, streams, cancel);

    public static Decision Handle(
        ChangeRoles command,
        Membership membership,
        Organisation organisation,
        Delegations delegations,
        OtherAdministrators others,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (!membership.Active)
            return NoMember;
        if (RoleRules.NotToGive(command.Roles, membership.Roles, organisation) is { } broken)
            return broken;
        if (membership.Administers && !command.Roles.Contains(Organisations.Roles.OrganisationAdministrator) && others.Count == 0)
            return OtherAdministrators.LastOne;
        if (SeparatedDuties.Joined(delegations.DutiesOf(command.PersonId, now), command.Roles.Except(membership.Roles)) is { } pair)
            return SeparatedDuties.WouldJoin(pair, "roles");
        return membership.Roles.SequenceEqual(command.Roles)
            ? Decision.Nothing
            : Decision.On<Membership>(
                command.MembershipId,
                new MembershipRolesChanged(command.MembershipId, command.PersonId, command.OrganisationId, command.Roles, actor.Person)
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ChangeRoles>(
            "PUT",
            "/api/v1/organisations/{organisationId}/memberships/{personId}/roles",
            RoleRules.Administrators
        );
}
