using UseIt.Marketplace.Accounts;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Privacy;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Organisations;

/// <summary>Who is meant by a mail address; the sealed values are there when nobody is known by it, and the person is new.</summary>
public sealed record Invitee(Guid Person, RegisterPersonHandler.Sealed? New, Membership Membership)
{
    /// <summary>Whether what was typed is no mail address.</summary>
    public bool IsNobody => Person == Guid.Empty;

    /// <summary>The registration of a new person; nothing for a known one.</summary>
    public Decision Registered() =>
        New is { } values
            ? Decision
                .On<Person>(Person, new PersonRegistered(Person, values.Name, values.Mail))
                .Reserve(RegisterPersonHandler.MailScope, values.MailDigest, Person)
            : Decision.Nothing;

    internal static async Task<Invitee> FindAsync(
        Guid organisation,
        string name,
        string mail,
        People people,
        Vault vault,
        Streams streams,
        CancellationToken cancel
    )
    {
        if (!MailAddress.Is(mail))
            return new Invitee(Guid.Empty, null, Membership.Empty);
        if (await people.ByMailAsync(mail, cancel) is { } known)
            return new Invitee(
                known,
                null,
                (await streams.FetchAsync<Membership>(UuidV5.Of(organisation, $"membership:{known}"), cancel)).State
            );
        var person = Guid.CreateVersion7();
        return new Invitee(person, await RegisterPersonHandler.SealAsync(person, name, mail, vault, cancel), Membership.Empty);
    }
}

internal static class Discreet
{
    /// <summary>Says nothing of what else was written: one stream more would tell that a person is new here, and who it is.</summary>
    public static Outcome AboutOnly(this Outcome.Done done, Guid stream) =>
        done with
        {
            Versions = done.Versions.Where(v => v.Key == stream).ToDictionary(),
        };
}
