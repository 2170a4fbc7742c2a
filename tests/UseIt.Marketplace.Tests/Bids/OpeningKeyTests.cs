using System.Security.Cryptography;
using UseIt.Marketplace.Bids;

namespace UseIt.Marketplace.Tests.Bids;

public sealed class OpeningKeyTests
{
    [Fact]
    public void comes_back_from_its_thirty_two_secret_bytes()
    {
        using OpeningKey key = OpeningKey.New();
        byte[] secret = key.Secret();
        using OpeningKey again = OpeningKey.From(secret);
        Assert.Equal(32, secret.Length);
        Assert.Equal((key.KeyId, key.Public.PublicKey), (again.KeyId, again.Public.PublicKey));
        Assert.Equal(key.KeyId, HolderKey.From(key.Public.PublicKey).KeyId);
        Assert.Matches("^[0-9a-f]{32}$", key.KeyId);
    }

    [Fact]
    public void two_keys_are_never_the_same()
    {
        using OpeningKey one = OpeningKey.New();
        using OpeningKey other = OpeningKey.New();
        Assert.NotEqual(one.KeyId, other.KeyId);
    }

    [Fact]
    public void refuses_what_is_no_key_of_the_curve()
    {
        Assert.ThrowsAny<CryptographicException>(() => OpeningKey.From(new byte[32]));
        Assert.ThrowsAny<CryptographicException>(() => OpeningKey.From(new byte[31]));
        Assert.ThrowsAny<CryptographicException>(() => OpeningKey.From([.. Enumerable.Repeat((byte)0xFF, 32)]));
        Assert.ThrowsAny<CryptographicException>(() => HolderKey.From("no key"));
        Assert.ThrowsAny<CryptographicException>(() => HolderKey.From(Convert.ToBase64String(new byte[91])));
        using ECDiffieHellman bigger = ECDiffieHellman.Create(ECCurve.NamedCurves.nistP384);
        Assert.ThrowsAny<CryptographicException>(() => HolderKey.From(Convert.ToBase64String(bigger.ExportSubjectPublicKeyInfo())));

        using OpeningKey key = OpeningKey.New();
        byte[] off = Convert.FromBase64String(key.Public.PublicKey);
        off[^1] ^= 1;
        Assert.ThrowsAny<CryptographicException>(() => HolderKey.From(Convert.ToBase64String(off)));
    }
}
