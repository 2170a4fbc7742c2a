using System.Security.Cryptography;
using System.Text;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Seals a bid's key to one holder: ECIES with an ephemeral P-256 key, HKDF-SHA-256 and AES-256-GCM.
/// Bytes: ephemeral point (65, uncompressed), sealed key (32), tag (16).
/// </summary>
internal static class KeySeal
{
    private const int PointSize = 65;
    private const int KeySize = 32;
    private const int TagSize = 16;

    public static byte[] Seal(ReadOnlySpan<byte> key, HolderKey holder)
    {
        using OpeningKey ephemeral = OpeningKey.New();
        byte[] result = new byte[PointSize + KeySize + TagSize];
        ephemeral.Public.Point.CopyTo(result, 0);
        byte[] wrapping = WrappingKey(ephemeral.Agree(PointOf(holder.Point)), ephemeral.Public.Point, holder.Point);
        using AesGcm aes = new(wrapping, TagSize);
        // The wrapping key serves once, so its nonce may be zero.
        aes.Encrypt(new byte[12], key, result.AsSpan(PointSize, KeySize), result.AsSpan(PointSize + KeySize));
        CryptographicOperations.ZeroMemory(wrapping);
        return result;
    }

    /// <exception cref="CryptographicException">Sealed to another key, or a byte has changed.</exception>
    public static byte[] Open(ReadOnlySpan<byte> sealedKey, OpeningKey holder)
    {
        if (sealedKey.Length != PointSize + KeySize + TagSize || sealedKey[0] != 4)
            throw new CryptographicException("This is not a sealed key.");
        ReadOnlySpan<byte> point = sealedKey[..PointSize];
        byte[] wrapping = WrappingKey(holder.Agree(PointOf(point)), point, holder.Public.Point);
        using AesGcm aes = new(wrapping, TagSize);
        CryptographicOperations.ZeroMemory(wrapping);
        byte[] key = new byte[KeySize];
        aes.Decrypt(new byte[12], sealedKey.Slice(PointSize, KeySize), sealedKey[(PointSize + KeySize)..], key);
        return key;
    }

    private static byte[] WrappingKey(byte[] agreed, ReadOnlySpan<byte> ephemeral, ReadOnlySpan<byte> holder)
    {
        byte[] info = [.. Encoding.ASCII.GetBytes("useit-wrap-1"), .. ephemeral, .. holder];
        byte[] key = HKDF.DeriveKey(HashAlgorithmName.SHA256, agreed, KeySize, salt: [], info);
        CryptographicOperations.ZeroMemory(agreed);
        return key;
    }

    private static ECPoint PointOf(ReadOnlySpan<byte> point) =>
        new() { X = point.Slice(1, 32).ToArray(), Y = point.Slice(33, 32).ToArray() };
}
