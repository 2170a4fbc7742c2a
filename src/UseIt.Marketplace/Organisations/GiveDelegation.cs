using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Hands a duty of one's own to a colleague for a time; one keeps it as well. It cannot be handed on.</summary>
public sealed record GiveDelegation(Guid OrganisationId, [property: NewId] Guid DelegationId, Guid To, string Duty, DateTimeOffset Until)
    : Message,
        ICommand
{
    public Guid DelegationsId => Delegations.Of(OrganisationId);
    public Guid ReceiverId => UuidV5.Of(OrganisationId, $"membership:{To}");
}

public static class GiveDelegationHandler
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(366);

    public static readonly Refusal ToOneself = new("delegation-to-oneself", "to", "Choose a colleague");
    public static readonly Refusal NoColleague = new("delegation-to-no-colleague", "to", "Choose somebody who belongs to the organisation");
    public static readonly Refusal NotOwn = new(
        "duty-not-own",
        "duty",
        "You can hand on a duty of your own only, not one you stand in for"
    );
    public static readonly Refusal Undelegable = new(
        "duty-undelegable",
        "duty",
        "Administration cannot be delegated. Make a second administrator instead"
    );
    public static readonly Refusal UntilWrong = new("delegation-until-wrong", "until", "Enter a date from tomorrow to a year from now");

    /// <summary>The giver's own roles, without those the giver stands in for.</summary>
    public sealed record Own(IReadOnlyList<string> Roles);

    public static Access Authorise(Actor actor, GiveDelegation command) =>
        actor.ActsFor(command.OrganisationId) ? Access.Granted : Access.NotFound;

    public static async Task<Own> Load(GiveDelegation command, Actor actor, Streams streams, CancellationToken cancel) =>
        new((await streams.FetchAsync<Membership>(UuidV5.Of(command.OrganisationId, $"membership:{actor.Person}"), cancel)).State.Roles);

    public static Decision Handle(
        GiveDelegation command,
        Delegations delegations,
        Membership receiver,
        Own own,
        Actor actor,
        DateTimeOffset now
    )
    {
        if (delegations.Given.Any(d => d.Id == command.DelegationId))
            return Decision.Nothing;
        if (command.Duty is Roles.OrganisationAdministrator or Roles.Administrator or Roles.Auditor)
            return Undelegable;
        if (!own.Roles.Contains(command.Duty))
            return NotOwn;
        if (command.To == actor.Person)
            return ToOneself;
        if (!receiver.Active)
            return NoColleague;
        if (command.Until <= now || command.Until > now + Longest)
            return UntilWrong;
        if (SeparatedDuties.Joined([.. receiver.Roles, .. delegations.DutiesOf(command.To, now)], [command.Duty]) is { } pair)
            return SeparatedDuties.WouldJoin(pair, "duty");
        return Decision.On<Delegations>(
            command.DelegationsId,
            new DelegationGiven(
                command.DelegationId,
                command.OrganisationId,
                actor.Person,
                command.To,
                command.Duty,
                null,
                null,
                command.Until
            )
        );
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<GiveDelegation>(
            "POST",
            "/api/v1/organisations/{organisationId}/delegations",
            AllowedTo.Person,
            creates: "delegationId"
        );
}
