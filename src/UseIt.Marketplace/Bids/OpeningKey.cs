using System.Security.Cryptography;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// The private half of a key that bids are sealed to. Its secret is one P-256 scalar of 32 bytes, so that it can be split among openers;
/// whoever holds the whole of it opens the bids, so it lives no longer than the opening.
/// </summary>
public sealed class OpeningKey : IDisposable
{
    private const int SecretSize = 32;
    private readonly ECDiffieHellman key;

    private OpeningKey(ECDiffieHellman key) => (this.key, Public) = (key, HolderKey.Of(key));

    public HolderKey Public { get; }

    public string KeyId => Public.KeyId;

    public static OpeningKey New() => new(ECDiffieHellman.Create(ECCurve.NamedCurves.nistP256));

    /// <exception cref="CryptographicException">Not a secret scalar of the curve.</exception>
    public static OpeningKey From(ReadOnlySpan<byte> secret)
    {
        if (secret.Length != SecretSize)
            throw new CryptographicException("The secret of an opening key has 32 bytes.");
        ECDiffieHellman key = ECDiffieHellman.Create();
        byte[] scalar = secret.ToArray();
        try
        {
            key.ImportParameters(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, D = scalar });
            return new OpeningKey(key);
        }
        catch
        {
            key.Dispose();
            throw;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(scalar);
        }
    }

    /// <summary>A copy of the secret. The caller clears it.</summary>
    public byte[] Secret() => key.ExportParameters(includePrivateParameters: true).D!;

    public void Dispose() => key.Dispose();

    /// <summary>The x coordinate both sides compute.</summary>
    internal byte[] Agree(ECPoint other)
    {
        using ECDiffieHellman theirs = ECDiffieHellman.Create(new ECParameters { Curve = ECCurve.NamedCurves.nistP256, Q = other });
        return key.DeriveRawSecretAgreement(theirs.PublicKey);
    }
}
