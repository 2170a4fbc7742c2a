using System.Security.Cryptography;
using System.Text.Json;
using Marten;
using Microsoft.AspNetCore.DataProtection;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Organisations;

namespace UseIt.Marketplace.Support;

/// <summary>
/// Links by which one person of an enterprise says once what became of one session, without signing in. The key names the session as it
/// stood when the link was mailed: whatever is said of it afterwards, by whomever, ends every link that was out.
/// </summary>
public sealed class CountersignLinks(IDocumentStore store, IDataProtectionProvider protection, Memberships memberships)
{
    /// <summary>How long a link lasts.</summary>
    public const int Days = 14;

    /// <summary>What an authority ends with that rests on a mailed link.</summary>
    private const string ByLink = "+mailed-link";

    private readonly IDataProtector protector = protection.CreateProtector("countersign by mail");

    /// <summary>What a link is about.</summary>
    /// <param name="Session">Which session.</param>
    /// <param name="Version">How many facts it had once the link was noted.</param>
    /// <param name="Person">Whose link it is.</param>
    /// <param name="Until">When it ends.</param>
    public sealed record Key(Guid Session, long Version, Guid Person, DateTimeOffset Until);

    /// <summary>A link that can still be used: the session it is about, and as whom it acts.</summary>
    public sealed record Standing(Key Key, Session Session, Actor Actor)
    {
        public CommandContext Context(string correlation) => new(Actor, SeenVersion: Key.Version, CorrelationId: correlation);

        public string Capacity => Actor.Has(Roles.Signatory) ? "Signatory of the enterprise" : "Member of the enterprise";
    }

    public string Make(Key key) => protector.Protect(JsonSerializer.Serialize(key));

    /// <summary>
    /// What a link can still do; null where it is none of ours, too old, used, out of date, or its person has left. Asking uses nothing up.
    /// </summary>
    public async Task<Standing?> FindAsync(string? said, CancellationToken cancel)
    {
        if (Read(said) is not { } key || await store.ClockAsync(cancel) >= key.Until)
            return null;
        var session = await store.FetchAsync<Session>(key.Session, cancel);
        if (session.Version != key.Version || session.State is { Countersigned: true } or { Withdrawn: true } or { Disputed: true })
            return null;
        var place = (await memberships.OfAsync(key.Person, cancel)).FirstOrDefault(m =>
            m.Organisation == session.State.Organisation && Signs(m)
        );
        return place is null
            ? null
            : new Standing(key, session.State, new Actor(key.Person, place.Organisation, place.Roles, $"membership:{place.Id}{ByLink}"));
    }

    internal static bool Signs(MembershipRow member) => member.Roles.Contains(Roles.Signatory) || member.Roles.Contains(Roles.Member);

    /// <summary>What is noted beside what was said, where it was said by a link.</summary>
    internal static IEnumerable<object> Used(Guid id, Session session, Actor actor) =>
        actor.Authority.EndsWith(ByLink, StringComparison.Ordinal)
            ? [new CountersignLinkUsed(id, session.CaseId, session.Organisation, actor.Person)]
            : [];

    private Key? Read(string? said)
    {
        if (string.IsNullOrWhiteSpace(said) || said.Length > 2000)
            return null;
        try
        {
            return JsonSerializer.Deserialize<Key>(protector.Unprotect(said.Trim()));
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
