using System.Security.Cryptography;
using System.Text;

namespace UseIt.Marketplace.Privacy;

/// <summary>Keys at rest: AES-256-GCM under the key-encryption key, bound to their purpose.</summary>
public static class KeyWrap
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static byte[] Wrap(byte[] kek, byte[] key, string purpose)
    {
        using var aes = new AesGcm(kek, TagSize);
        var wrapped = new byte[NonceSize + key.Length + TagSize];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceSize));
        aes.Encrypt(
            wrapped.AsSpan(0, NonceSize),
            key,
            wrapped.AsSpan(NonceSize, key.Length),
            wrapped.AsSpan(NonceSize + key.Length),
            Encoding.UTF8.GetBytes(purpose)
        );
        return wrapped;
    }

    /// <exception cref="CryptographicException">Wrong key-encryption key, wrong purpose, or a changed byte.</exception>
    public static byte[] Unwrap(byte[] kek, byte[] wrapped, string purpose)
    {
        using var aes = new AesGcm(kek, TagSize);
        var key = new byte[wrapped.Length - NonceSize - TagSize];
        aes.Decrypt(
            wrapped.AsSpan(0, NonceSize),
            wrapped.AsSpan(NonceSize, key.Length),
            wrapped.AsSpan(NonceSize + key.Length),
            key,
            Encoding.UTF8.GetBytes(purpose)
        );
        return key;
    }
}
