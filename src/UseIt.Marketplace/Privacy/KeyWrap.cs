using System.Security.Cryptography;

namespace UseIt.Marketplace.Privacy;

/// <summary>
/// Keys at rest: AES-256-GCM under a key-encryption key, bound to what they are for. <see cref="KeyRing"/> says under which of several.
/// </summary>
public static class KeyWrap
{
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static byte[] Wrap(byte[] kek, byte[] key, byte[] bound)
    {
        using var aes = new AesGcm(kek, TagSize);
        var wrapped = new byte[NonceSize + key.Length + TagSize];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceSize));
        aes.Encrypt(
            wrapped.AsSpan(0, NonceSize),
            key,
            wrapped.AsSpan(NonceSize, key.Length),
            wrapped.AsSpan(NonceSize + key.Length),
            bound
        );
        return wrapped;
    }

    /// <exception cref="CryptographicException">Wrong key-encryption key, wrong purpose, or a changed byte.</exception>
    public static byte[] Unwrap(byte[] kek, byte[] wrapped, byte[] bound)
    {
        if (wrapped.Length < NonceSize + TagSize)
            throw new CryptographicException("This is no wrapped key.");
        using var aes = new AesGcm(kek, TagSize);
        var key = new byte[wrapped.Length - NonceSize - TagSize];
        aes.Decrypt(
            wrapped.AsSpan(0, NonceSize),
            wrapped.AsSpan(NonceSize, key.Length),
            wrapped.AsSpan(NonceSize + key.Length),
            key,
            bound
        );
        return key;
    }
}
