using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Organisations;

/// <summary>Holds a person to the account they sign in with: what the provider calls them, as a digest.</summary>
public sealed record BindIdentity(Guid PersonId, string Issuer, string SubjectDigest) : Message, ICommand;

public static class BindIdentityHandler
{
    public const string Scope = "person-subject";

    public static readonly Refusal OtherAccount = new(
        "other-account",
        null,
        "This person signs in with another account of the same identity provider"
    );

    // Only the program itself, when the provider has proven the mail address.
    public static Access Authorise(Actor actor) => Access.NotFound;

    public static Decision Handle(BindIdentity command, Stream<Person> person) =>
        !person.Exists || person.State.Erased ? ErasePersonHandler.Unknown
        : person.State.Subjects.TryGetValue(command.Issuer, out var bound)
            ? bound == command.SubjectDigest ? Decision.Nothing
                : OtherAccount
        : Decision
            .On<Person>(command.PersonId, new IdentityBound(command.PersonId, command.Issuer, command.SubjectDigest))
            .Reserve(Scope, command.SubjectDigest, command.PersonId);
}
