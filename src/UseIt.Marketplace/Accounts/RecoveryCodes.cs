using System.Security.Cryptography;
using UseIt.Marketplace.Privacy;

namespace UseIt.Marketplace.Accounts;

/// <summary>Codes on paper for the day the phone is lost: each for once, and kept as keyed digests only.</summary>
internal static class RecoveryCodes
{
    private const int Number = 8;
    private const int Half = 5;

    // Neither vowels, so that no word comes of it, nor what is taken for another.
    private const string Letters = "BCDFGHJKMNPQRSTVWXYZ23456789";

    public static IReadOnlyList<string> New() =>
        [
            .. Enumerable
                .Range(0, Number)
                .Select(_ => $"{RandomNumberGenerator.GetString(Letters, Half)}-{RandomNumberGenerator.GetString(Letters, Half)}"),
        ];

    public static string DigestOf(string code, Guid person, Vault vault) => vault.Digest($"recovery-code:{person}", Plain(code));

    /// <summary>A code as it was typed, without what people write between.</summary>
    public static string Plain(string code) => string.Concat((code ?? "").Where(char.IsAsciiLetterOrDigit)).ToUpperInvariant();
}
