using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

public sealed record Membership(
    Guid Person,
    Guid Organisation,
    IReadOnlyList<string> Roles,
    bool Active,
    bool Ended,
    DateTimeOffset? InvitedUntil = null
) : IState<Membership>
{
    public static Membership Empty { get; } = new(Guid.Empty, Guid.Empty, [], false, false);

    public bool Administers => Active && Roles.Contains(Organisations.Roles.OrganisationAdministrator);
    public bool Invited => !Active && !Ended && InvitedUntil is not null;

    public Membership Evolve(object fact) =>
        fact switch
        {
            MembershipInvited e => new Membership(e.PersonId, e.OrganisationId, e.Roles, Active: false, Ended: false, e.Until),
            MembershipGranted e => new Membership(e.PersonId, e.OrganisationId, e.Roles, Active: true, Ended: false),
            MembershipAccepted => this with { Active = true },
            MembershipRolesChanged e => this with { Roles = e.Roles },
            MembershipEnded => this with { Active = false, Ended = true },
            _ => this,
        };
}
