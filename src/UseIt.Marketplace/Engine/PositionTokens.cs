using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;

namespace UseIt.Marketplace.Engine;

/// <summary>
/// Positions of the log as they leave the server, so that nobody counts by them what others write: one block of AES-256 under a key that
/// all nodes share. Half of it is nought, by which a token is known. Of one position there is one token, for ever.
/// </summary>
public sealed class PositionTokens(Func<byte[]> key)
{
    public string Of(long position)
    {
        var block = new byte[16];
        BinaryPrimitives.WriteInt64BigEndian(block, position);
        using var aes = Cipher();
        return Base64Url.EncodeToString(aes.EncryptEcb(block, PaddingMode.None));
    }

    /// <summary>The position, or null where this is no token of ours.</summary>
    public long? Read(string? token)
    {
        if (!Base64Url.IsValid(token, out var length) || length != 16)
            return null;
        using var aes = Cipher();
        var block = aes.DecryptEcb(Base64Url.DecodeFromChars(token), PaddingMode.None);
        return BinaryPrimitives.ReadInt64BigEndian(block.AsSpan(8)) == 0 ? BinaryPrimitives.ReadInt64BigEndian(block) : null;
    }

    private Aes Cipher()
    {
        var aes = Aes.Create();
        aes.Key = key();
        return aes;
    }
}
