using UseIt.EventStore;
using UseIt.Marketplace.Shared;
using UseIt.Messaging;

namespace UseIt.Marketplace.Organisations;

/// <summary>Gives a person a place and roles in an organisation.</summary>
public sealed record GrantMembership(Guid OrganisationId, Guid PersonId, IReadOnlyList<string> Roles) : ICommand
{
    public Guid MembershipId => UuidV5.Of(OrganisationId, $"membership:{PersonId}");
}

public static class GrantMembershipHandler
{
    public static readonly Refusal RolesMissing = new("roles-missing", "roles", "Choose at least one role");

    public static Refusal RoleUnknown(string role) => new("role-unknown", "roles", $"{role} is not a role here", new Dictionary<string, object?> { ["role"] = role });
    public static Refusal RoleOfAnotherKind(string role) => new("role-of-another-kind", "roles", $"This kind of organisation has no {role}", new Dictionary<string, object?> { ["role"] = role });

    public static Access Authorise(Actor actor, GrantMembership command)
        => actor.ActsFor(command.OrganisationId, Roles.OrganisationAdministrator) || actor.Has(Roles.Administrator) ? Access.Granted
            : actor.ActsFor(command.OrganisationId) ? Access.Forbidden : Access.NotFound;

    public static Decision Handle(GrantMembership command, Stream<Membership> membership, Organisation organisation, Actor actor)
    {
        if (command.Roles.Count == 0) return RolesMissing;
        foreach (var role in command.Roles)
        {
            if (!Roles.All.Contains(role)) return RoleUnknown(role);
            if (!Fits(role, organisation)) return RoleOfAnotherKind(role);
        }
        if (!membership.Exists || membership.State.Ended)
            return Decision.On<Membership>(command.MembershipId, new MembershipGranted(command.MembershipId, command.PersonId, command.OrganisationId, command.Roles, actor.Person));
        return membership.State.Roles.SequenceEqual(command.Roles)
            ? Decision.Nothing
            : Decision.On<Membership>(command.MembershipId, new MembershipRolesChanged(command.MembershipId, command.PersonId, command.OrganisationId, command.Roles, actor.Person));
    }

    private static bool Fits(string role, Organisation organisation)
        => role == Roles.OrganisationAdministrator
        || (Roles.Buyer.Contains(role) && organisation.Is(OrganisationKind.Buyer))
        || (Roles.Enterprise.Contains(role) && organisation.Is(OrganisationKind.Enterprise))
        || (Roles.Support.Contains(role) && (organisation.Is(OrganisationKind.Support) || organisation.Is(OrganisationKind.Funder)))
        || (Roles.Platform.Contains(role) && organisation.Is(OrganisationKind.Platform));

    public static void Map(IEndpointRouteBuilder routes)
        => routes.MapCommand<GrantMembership>("POST", "/api/v1/organisations/{organisationId}/memberships", AllowedTo.Role("an administrator of the organisation", Roles.Administrator, Roles.OrganisationAdministrator));
}
