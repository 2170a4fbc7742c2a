using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>
/// Lets a person come with a new account of the identity provider: the next sign-in with their mail address binds it. What the old account
/// opened is closed.
/// </summary>
public sealed record ReleaseIdentity(Guid PersonId, string Reason) : Message, ICommand;

public static class ReleaseIdentityHandler
{
    public static Access Authorise(Actor actor) => DisablePersonHandler.Authorise(actor);

    public static Decision Handle(ReleaseIdentity command, Stream<Person> person)
    {
        if (!person.Exists)
            return ErasePersonHandler.Unknown;
        if (person.State.Subjects.Count == 0)
            return Decision.Nothing;
        if (string.IsNullOrWhiteSpace(command.Reason))
            return OrganisationRefusals.ReasonMissing;
        var decision = Decision
            .On<Person>(command.PersonId, new IdentityReleased(command.PersonId, command.Reason.Trim()))
            .Send(new PutOut(command.PersonId));
        foreach (var subject in person.State.Subjects.Values)
            decision.Release(BindIdentityHandler.Scope, subject, command.PersonId);
        return decision;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ReleaseIdentity>("POST", "/api/v1/people/{personId}/release-account", DisablePersonHandler.Administrators);
}
