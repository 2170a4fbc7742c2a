using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Organisations;

/// <summary>A key with which a program of an organisation's acts for it, as a service account and never as a person.</summary>
public sealed record ApiKey(Guid Organisation, bool Revoked) : IState<ApiKey>
{
    public const string Prefix = "useit_";

    /// <summary>What a service account may be: it writes and reads. Nobody approves, opens, scores or signs by a program.</summary>
    public static IReadOnlyList<string> Roles { get; } =
    [Organisations.Roles.Author, Organisations.Roles.Member, Organisations.Roles.BidManager];

    public static ApiKey Empty { get; } = new(Guid.Empty, false);

    public ApiKey Evolve(object fact) =>
        fact switch
        {
            ApiKeyMade e => this with { Organisation = e.OrganisationId },
            ApiKeyRevoked => this with { Revoked = true },
            _ => this,
        };
}

/// <summary>Keys and what is kept of them.</summary>
public static class ApiKeySecrets
{
    private const string MadeBy = "+made-by:";

    /// <summary>A new key; it exists nowhere else.</summary>
    public static string New() => ApiKey.Prefix + Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(32));

    /// <summary>What is kept of a key. It holds 256 random bits, so nobody finds it by trying.</summary>
    public static string DigestOf(string key) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)));

    /// <summary>Who acts by a key: an id of its own, which is no person's.</summary>
    public static Guid ServiceOf(Guid key) => UuidV5.Of(key, "service-account");

    /// <summary>By what right a service account acts; whoever made its key answers for what it writes.</summary>
    public static string AuthorityOf(Guid key, Guid madeBy) => $"api-key:{key}{MadeBy}{madeBy}";

    /// <summary>Who made the key that gave this right; nobody where it was no key.</summary>
    public static Guid? MakerOf(string? authority) =>
        authority?.Split(MadeBy) is [_, var by] && Guid.TryParse(by, out var maker) ? maker : null;
}
