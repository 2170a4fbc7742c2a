using Npgsql;
using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Organisations;

/// <summary>
/// Erases a person (UK GDPR article 17): the key is destroyed, so that name and contact are unreadable wherever they rest; what the person
/// did stays, under a number.
/// </summary>
public sealed record ErasePerson(Guid PersonId, string Reason) : Message, ICommand;

/// <summary>
/// Why somebody is erased. It stays for ever beside what is erased, so it is chosen and not written: words would tell of the person.
/// </summary>
public static class ErasureReasons
{
    public const string AskedByThePerson = "asked-by-the-person";
    public const string RegisteredByMistake = "registered-by-mistake";

    public static readonly IReadOnlyList<string> All = [AskedByThePerson, "no-longer-needed", RegisteredByMistake, "required-by-law"];
}

public static class ErasePersonHandler
{
    public static readonly Refusal Unknown = new("person-unknown", "personId", "There is no such person");

    public static readonly Refusal ReasonNotListed = new(
        "reason-not-listed",
        "reason",
        $"Choose why: {string.Join(", ", ErasureReasons.All)}"
    );

    /// <summary>The claims on what the person signs in with, to be given back.</summary>
    public sealed record Claims(IReadOnlyList<(string Scope, string Key)> Held);

    public static Access Authorise(Actor actor, ErasePerson command) =>
        actor.Has(Roles.Administrator) || actor.Person == command.PersonId ? Access.Granted : Access.NotFound;

    public static async Task<Claims> Load(ErasePerson command, Streams streams, CancellationToken cancel)
    {
        await using var read = streams.Database.CreateCommand(
            "select scope, key from events.reservation where owner = $1 and scope = any($2)"
        );
        read.Parameters.Add(new NpgsqlParameter<Guid> { TypedValue = command.PersonId });
        read.Parameters.Add(new NpgsqlParameter<string[]> { TypedValue = [RegisterPersonHandler.MailScope, BindIdentityHandler.Scope] });
        await using var reader = await read.ExecuteReaderAsync(cancel);
        var held = new List<(string, string)>();
        while (await reader.ReadAsync(cancel))
            held.Add((reader.GetString(0), reader.GetString(1)));
        return new Claims(held);
    }

    public static Decision Handle(ErasePerson command, Stream<Person> person, Claims claims)
    {
        if (!person.Exists)
            return Unknown;
        if (person.State.Erased)
            return Decision.Nothing;
        if (!ErasureReasons.All.Contains(command.Reason))
            return ReasonNotListed;
        var decision = Decision
            .On<Person>(command.PersonId, new PersonErased(command.PersonId, command.Reason))
            .Send(new DestroyPersonKey(command.PersonId));
        foreach (var (scope, key) in claims.Held)
            decision.Release(scope, key, command.PersonId);
        return decision;
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes.MapCommand<ErasePerson>("POST", "/api/v1/people/{personId}/erase", AllowedTo.Person);
}

/// <summary>
/// Destroys an erased person's key and ends the sessions. After this nothing brings the values back but a backup of the keys.
/// </summary>
public sealed record DestroyPersonKey(Guid PersonId) : Message, IEffect;

public static class DestroyPersonKeyHandler
{
    public static async Task Handle(DestroyPersonKey message, Vault vault, Sessions sessions, CancellationToken cancel)
    {
        await vault.EraseAsync(message.PersonId, "person erased", cancel);
        await sessions.PutOutAsync(message.PersonId, cancel);
    }
}
