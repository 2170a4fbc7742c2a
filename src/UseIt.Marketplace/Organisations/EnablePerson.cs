using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Lets a disabled person in again, with a new session or token; an erased one never.</summary>
public sealed record EnablePerson(Guid PersonId, string Reason) : Message, ICommand;

public static class EnablePersonHandler
{
    public static readonly Refusal Erased = new("person-erased", "personId", "This person was erased, which cannot be undone");

    public static Access Authorise(Actor actor) => DisablePersonHandler.Authorise(actor);

    public static Decision Handle(EnablePerson command, Stream<Person> person) =>
        !person.Exists ? ErasePersonHandler.Unknown
        : person.State.Erased ? Erased
        : !person.State.Disabled ? Decision.Nothing
        : string.IsNullOrWhiteSpace(command.Reason) ? OrganisationRefusals.ReasonMissing
        : Decision.On<Person>(command.PersonId, new PersonEnabled(command.PersonId, command.Reason.Trim()));

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<EnablePerson>("POST", "/api/v1/people/{personId}/enable", DisablePersonHandler.Administrators);
}
