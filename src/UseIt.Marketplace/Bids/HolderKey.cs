using System.Security.Cryptography;

namespace UseIt.Marketplace.Bids;

/// <summary>The public half of a key that bids are sealed to: the tender's opening key, or the bid team's. P-256.</summary>
public sealed class HolderKey
{
    private HolderKey(byte[] spki, ECPoint point) =>
        (PublicKey, Point, KeyId) = (Convert.ToBase64String(spki), [4, .. point.X!, .. point.Y!], IdOf(spki));

    /// <summary>SubjectPublicKeyInfo as base64.</summary>
    public string PublicKey { get; }

    /// <summary>The first sixteen bytes of the SHA-256 of the SubjectPublicKeyInfo, as lower-case hex.</summary>
    public string KeyId { get; }

    internal byte[] Point { get; }

    /// <exception cref="CryptographicException">Not a public key on the curve P-256.</exception>
    public static HolderKey From(string publicKey)
    {
        byte[] spki = FromBase64(publicKey);
        using ECDiffieHellman key = ECDiffieHellman.Create();
        key.ImportSubjectPublicKeyInfo(spki, out int read);
        ECParameters parameters = key.ExportParameters(includePrivateParameters: false);
        if (read != spki.Length || parameters.Curve.Oid?.Value != ECCurve.NamedCurves.nistP256.Oid.Value)
            throw new CryptographicException("Not a public key on the curve P-256.");
        return new HolderKey(spki, parameters.Q);
    }

    internal static HolderKey Of(ECDiffieHellman key) => From(Convert.ToBase64String(key.ExportSubjectPublicKeyInfo()));

    private static string IdOf(byte[] spki) => Convert.ToHexStringLower(SHA256.HashData(spki).AsSpan(0, 16));

    private static byte[] FromBase64(string text)
    {
        try
        {
            return Convert.FromBase64String(text);
        }
        catch (FormatException)
        {
            throw new CryptographicException("The public key is not base64.");
        }
    }
}
