using System.Security.Claims;

namespace UseIt.Marketplace.Accounts;

/// <summary>
/// What of a person's rights a bearer token was given (<c>scope</c> of RFC 8693, or <c>scp</c> as some providers write it). One that is for
/// reading does no more than that; one that names no scope of ours does what its person may.
/// </summary>
public static class TokenScope
{
    /// <summary>Reading alone.</summary>
    public const string Read = "marketplace:read";

    /// <summary>Everything the person may.</summary>
    public const string Write = "marketplace:write";

    /// <summary>The claims that say it.</summary>
    internal static readonly string[] Claims = ["scope", "scp"];

    /// <summary>Whether a token was given for reading, and for nothing more.</summary>
    public static bool OnlyReads(ClaimsPrincipal token)
    {
        var given = token
            .FindAll(c => Claims.Contains(c.Type))
            .SelectMany(c => c.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .ToHashSet(StringComparer.Ordinal);
        return given.Contains(Read) && !given.Contains(Write);
    }
}
