using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>Registers a person by name and mail address; both are sealed under the person's own key before anything is stored.</summary>
[CountsAs(Counted.Invitation)]
public sealed record RegisterPerson([property: ServerMade] Guid PersonId, string Name, string Mail) : Message, ICommand;

public static class RegisterPersonHandler
{
    public const string MailScope = "person-mail";

    public static readonly Refusal NameMissing = new("person-name-missing", "name", "Enter the person's name");

    public sealed record Sealed(Protected Name, Protected Mail, string MailDigest);

    // Colleagues are invited. This is for whoever is to register an organisation, and it does tell whether an address is known.
    public static Access Authorise(Actor actor) => actor.Has(Roles.Administrator) ? Access.Granted : Access.Forbidden;

    public static Task<Sealed> Load(RegisterPerson command, Vault vault, CancellationToken cancel) =>
        SealAsync(command.PersonId, command.Name, command.Mail, vault, cancel);

    internal static async Task<Sealed> SealAsync(Guid person, string name, string mail, Vault vault, CancellationToken cancel)
    {
        var values = await vault.SealAsync(person, [name.Trim(), mail.Trim()], cancel);
        return new Sealed(values[0], values[1], vault.Digest(MailScope, mail));
    }

    public static Decision Handle(RegisterPerson command, Stream<Person> person, Sealed values)
    {
        if (person.Exists)
            return Decision.Nothing;
        if (string.IsNullOrWhiteSpace(command.Name))
            return NameMissing;
        if (!MailAddress.Is(command.Mail))
            return MailAddress.Wrong;
        return Decision
            .On<Person>(command.PersonId, new PersonRegistered(command.PersonId, values.Name, values.Mail))
            .Reserve(MailScope, values.MailDigest, command.PersonId);
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<RegisterPerson>(
            "POST",
            "/api/v1/people",
            AllowedTo.Role("an administrator of the platform", Roles.Administrator),
            creates: "personId"
        );
}
