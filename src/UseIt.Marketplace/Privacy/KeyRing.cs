using System.Security.Cryptography;
using System.Text;

namespace UseIt.Marketplace.Privacy;

/// <summary>
/// The key-encryption keys this process knows: the one everything new is wrapped under, and others that what is stored may be wrapped under
/// while the key is being changed. What is wrapped says under which; what is from before there was a second key says nothing, and each is
/// tried.
/// </summary>
/// <param name="current">What is wrapped from now on.</param>
/// <param name="others">What else is read.</param>
public sealed class KeyRing(byte[] current, params IReadOnlyList<byte[]> others)
{
    private const int IdSize = 8;

    // Before the name of the key; a nonce begins like this and with the name of a known key once in 2^96.
    private static readonly byte[] Named = [0x4b, 0x45, 0x4b, 0x01];

    /// <summary>The key everything new is wrapped under.</summary>
    public byte[] Current => current;

    /// <summary>The name of a key: nothing that tells the key.</summary>
    public static string NameOf(byte[] key) => Convert.ToHexStringLower(IdOf(key));

    /// <summary>Wraps a key under the current one, bound to what it is for.</summary>
    public byte[] Wrap(byte[] key, string purpose) => Wrap(key, Encoding.UTF8.GetBytes(purpose));

    /// <summary>The same, bound to these bytes.</summary>
    public byte[] Wrap(byte[] key, byte[] bound) => [.. Named, .. IdOf(current), .. KeyWrap.Wrap(current, key, bound)];

    /// <summary>The key that was wrapped.</summary>
    /// <exception cref="CryptographicException">It is wrapped under no key that is known here, for another purpose, or changed.</exception>
    public byte[] Unwrap(byte[] wrapped, string purpose) => Unwrap(wrapped, Encoding.UTF8.GetBytes(purpose));

    /// <summary>The same, bound to these bytes.</summary>
    /// <exception cref="CryptographicException">It is wrapped under no key that is known here, for another purpose, or changed.</exception>
    public byte[] Unwrap(byte[] wrapped, byte[] bound)
    {
        if (KeyOf(wrapped) is { } key)
            return KeyWrap.Unwrap(key, wrapped[(Named.Length + IdSize)..], bound);
        CryptographicException? why = null;
        foreach (var known in (byte[][])[current, .. others])
            try
            {
                return KeyWrap.Unwrap(known, wrapped, bound);
            }
            catch (CryptographicException e)
            {
                why = e;
            }
        throw why!;
    }

    /// <summary>Whether this is wrapped under the current key, and says so.</summary>
    public bool IsCurrent(byte[] wrapped) => Says(wrapped, current);

    private byte[]? KeyOf(byte[] wrapped) => ((byte[][])[current, .. others]).FirstOrDefault(key => Says(wrapped, key));

    private static bool Says(byte[] wrapped, byte[] key) =>
        wrapped.AsSpan().StartsWith(Named) && wrapped.AsSpan(Named.Length).StartsWith(IdOf(key));

    private static byte[] IdOf(byte[] key) => HMACSHA256.HashData(key, "useit-key-id"u8)[..IdSize];
}
