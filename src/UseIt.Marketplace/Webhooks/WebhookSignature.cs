using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace UseIt.Marketplace.Webhooks;

/// <summary>Signs what is sent as Standard Webhooks 1.0.0 says: HMAC-SHA-256 over id, instant and body, in base64 after "v1,".</summary>
public static class WebhookSignature
{
    public const string IdHeader = "webhook-id";
    public const string TimestampHeader = "webhook-timestamp";
    public const string SignatureHeader = "webhook-signature";
    private const string Prefix = "whsec_";

    // Between 24 and 64 bytes, says the specification.
    private const int SecretBytes = 32;

    /// <summary>A new secret as its receiver keeps it.</summary>
    public static string NewSecret() => Prefix + Convert.ToBase64String(RandomNumberGenerator.GetBytes(SecretBytes));

    /// <summary>The signature by each secret that counts, the newest first, with a space between.</summary>
    public static string Of(IEnumerable<string> secrets, string id, DateTimeOffset at, string body) =>
        string.Join(' ', secrets.Select(secret => Of(secret, id, at, body)));

    private static string Of(string secret, string id, DateTimeOffset at, string body)
    {
        var content = string.Create(CultureInfo.InvariantCulture, $"{id}.{at.ToUnixTimeSeconds()}.{body}");
        var key = Convert.FromBase64String(secret[Prefix.Length..]);
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(content)))}";
    }
}
