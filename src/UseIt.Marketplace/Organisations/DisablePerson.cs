using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Lets a person in no more, from this moment and on every node: no session, no token, no role counts.</summary>
[NeedsSecondFactor]
public sealed record DisablePerson(Guid PersonId, string Reason) : Message, ICommand;

public static class DisablePersonHandler
{
    public static readonly Refusal Yourself = new("disable-yourself", "personId", "You cannot disable yourself. Ask another administrator");

    public static AllowedTo Administrators { get; } = AllowedTo.Role("an administrator of the platform", Roles.Administrator);

    public static Access Authorise(Actor actor) => actor.Has(Roles.Administrator) ? Access.Granted : Access.Forbidden;

    public static Decision Handle(DisablePerson command, Stream<Person> person, Actor actor) =>
        !person.Exists ? ErasePersonHandler.Unknown
        : person.State.Disabled ? Decision.Nothing
        : command.PersonId == actor.Person ? Yourself
        : string.IsNullOrWhiteSpace(command.Reason) ? OrganisationRefusals.ReasonMissing
        : Decision
            .On<Person>(command.PersonId, new PersonDisabled(command.PersonId, command.Reason.Trim()))
            .Send(new PutOut(command.PersonId));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<DisablePerson>("POST", "/api/v1/people/{personId}/disable", Administrators);
}

/// <summary>Ends what a person had open, so that it stays ended when they may come back.</summary>
public sealed record PutOut(Guid PersonId) : Message, IEffect;

public static class PutOutHandler
{
    public static Task Handle(PutOut message, Sessions sessions, CancellationToken cancel) =>
        sessions.PutOutAsync(message.PersonId, cancel);
}
