using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Takes a delegated duty back: whoever gave it, whoever has it, or an administrator; at once.</summary>
public sealed record RevokeDelegation(Guid OrganisationId, Guid DelegationId, string Reason) : Message, ICommand
{
    public Guid DelegationsId => Delegations.Of(OrganisationId);
}

public static class RevokeDelegationHandler
{
    public static readonly Refusal ReasonMissing = new("reason-missing", "reason", "Say why, in a few words without names");

    public static Access Authorise(Actor actor, RevokeDelegation command, Delegations delegations) =>
        actor.ActsFor(command.OrganisationId)
        && delegations.Given.Any(d => d.Id == command.DelegationId && (d.From == actor.Person || d.To == actor.Person))
            ? Access.Granted
            : RoleRules.Administers(actor, command.OrganisationId);

    public static Decision Handle(RevokeDelegation command, Delegations delegations) =>
        delegations.Given.All(d => d.Id != command.DelegationId) ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.Reason) ? ReasonMissing
        : Decision.On<Delegations>(
            command.DelegationsId,
            new DelegationRevoked(command.DelegationId, command.OrganisationId, command.Reason.Trim())
        );

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RevokeDelegation>(
            "POST",
            "/api/v1/organisations/{organisationId}/delegations/{delegationId}/revoke",
            AllowedTo.Person
        );
}
