using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>A second administrator of the platform agrees; the person is invited, or is given the role where already a member.</summary>
[NeedsSecondFactor]
public sealed record ConfirmAdministrator(Guid OrganisationId, Guid ProposalId) : Message, ICommand;

public static class ConfirmAdministratorHandler
{
    public static readonly Refusal SamePerson = new(
        "second-administrator-needed",
        null,
        "You proposed this yourself. Another administrator of the platform must confirm it"
    );
    public static readonly Refusal TooLate = new("proposal-too-old", null, "The proposal is no longer valid. Make a new one");

    /// <summary>The proposed person's place, if any.</summary>
    public sealed record Place(Guid Id, Membership Membership);

    public static Access Authorise(Actor actor, ConfirmAdministrator command, AdministratorProposal proposal) =>
        !actor.Has(Roles.Administrator) ? Access.Forbidden
        : proposal.Organisation == command.OrganisationId ? Access.Granted
        : Access.NotFound;

    public static async Task<Place> Load(
        ConfirmAdministrator command,
        AdministratorProposal proposal,
        Streams streams,
        CancellationToken cancel
    )
    {
        var id = UuidV5.Of(command.OrganisationId, $"membership:{proposal.Person}");
        return new Place(id, (await streams.FetchAsync<Membership>(id, cancel)).State);
    }

    public static Decision Handle(
        ConfirmAdministrator command,
        AdministratorProposal proposal,
        Organisation organisation,
        Place place,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (proposal.Confirmed)
            return Decision.Nothing;
        if (proposal.By == actor.Person)
            return SamePerson;
        if (proposal.Person == actor.Person)
            return ProposeAdministratorHandler.Yourself with { Field = null };
        if (proposal.Until < now)
            return TooLate;
        if (organisation.Status is OrganisationStatus.Closed or OrganisationStatus.Merged)
            return OrganisationRefusals.Over;
        string[] roles = organisation.Is(OrganisationKind.Platform)
            ? [Roles.Administrator, Roles.OrganisationAdministrator]
            : [Roles.OrganisationAdministrator];
        return Decision
            .On<AdministratorProposal>(
                command.ProposalId,
                new AdministratorConfirmed(command.ProposalId, command.OrganisationId, proposal.Person, actor.Person)
            )
            .And<Membership>(
                place.Id,
                place.Membership.Active
                    ? new MembershipRolesChanged(
                        place.Id,
                        proposal.Person,
                        command.OrganisationId,
                        [.. place.Membership.Roles.Union(roles)],
                        actor.Person
                    )
                    : new MembershipInvited(
                        place.Id,
                        proposal.Person,
                        command.OrganisationId,
                        roles,
                        actor.Person,
                        now + InvitePersonHandler.Lasting
                    )
            );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ConfirmAdministrator>(
            "POST",
            "/api/v1/organisations/{organisationId}/administrator-proposals/{proposalId}/confirmation",
            ProposeAdministratorHandler.Platform
        );
}
