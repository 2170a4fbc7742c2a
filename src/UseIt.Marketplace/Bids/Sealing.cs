using System.Security.Cryptography;
using System.Text;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>A sealed part and its bytes, which are stored apart from the record under its ciphertext reference.</summary>
/// <param name="Envelope">The record.</param>
/// <param name="Ciphertext">As long as the padded content.</param>
/// <param name="Sha256">Lower-case hex over header, nonce, tag, commitment and ciphertext: what the receipt promises will be
/// opened.</param>
public sealed record Sealed(Envelope Envelope, byte[] Ciphertext, string Sha256);

/// <summary>
/// Seals and opens one part of a bid. A fresh 256-bit key per part; from it, by HKDF-SHA-256, a key for AES-256-GCM and one for the
/// commitment, an HMAC-SHA-256 over header and nonce that is checked before anything is decrypted, so that no second key can open the same
/// bytes to another text.
/// </summary>
public static class Sealing
{
    public const int SchemaVersion = 1;
    public const string Algorithm = "P256-HKDF-SHA256-A256GCM";

    private const int KeySize = 32;
    private const int NonceSize = 12;
    private const int TagSize = 16;

    public static byte[] NewKey() => RandomNumberGenerator.GetBytes(KeySize);

    /// <param name="header">What the part belongs to.</param>
    /// <param name="content">The part in the clear.</param>
    /// <param name="tender">The tender's opening key.</param>
    /// <param name="team">The bid team's key, so that the team can read and replace its bid.</param>
    /// <param name="ciphertextReference">Where the caller will store the bytes.</param>
    public static Sealed Seal(SealHeader header, ReadOnlySpan<byte> content, HolderKey tender, HolderKey team, Guid ciphertextReference)
    {
        byte[] key = NewKey();
        byte[] padded = Padding.Pad(content);
        try
        {
            byte[] bound = header.ToBytes();
            byte[] nonce = RandomNumberGenerator.GetBytes(NonceSize);
            byte[] ciphertext = new byte[padded.Length];
            byte[] tag = new byte[TagSize];
            using (AesGcm aes = Cipher(key))
                aes.Encrypt(nonce, padded, ciphertext, tag, bound);
            Envelope envelope = new(
                SchemaVersion,
                Algorithm,
                tender.KeyId,
                [WrapFor(tender, key), WrapFor(team, key)],
                Convert.ToBase64String(nonce),
                ciphertextReference,
                Convert.ToBase64String(tag),
                Convert.ToBase64String(Commitment(key, bound, nonce))
            );
            return new Sealed(envelope, ciphertext, Digest(header, envelope, ciphertext));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(padded);
        }
    }

    /// <summary>The content, or why it does not open: every failure has its own code.</summary>
    public static Answer<byte[]> Open(SealHeader header, Envelope envelope, ReadOnlySpan<byte> ciphertext, OpeningKey holder)
    {
        if (Read(envelope) is not { } read)
            return Unreadable(envelope);
        Answer<byte[]> unwrapped = Unwrap(header, envelope, read, holder);
        if (!unwrapped.Is(out byte[]? key))
            return unwrapped;

        byte[] padded = new byte[ciphertext.Length];
        try
        {
            using AesGcm aes = Cipher(key);
            aes.Decrypt(read.Nonce, ciphertext, read.Tag, padded, header.ToBytes());
            int length = Padding.ContentLength(padded);
            return length < 0 ? Broken() : padded[..length];
        }
        catch (CryptographicException)
        {
            return Broken();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
            CryptographicOperations.ZeroMemory(padded);
        }
    }

    /// <summary>
    /// The same sealed part with one more holder; when too few openers are left, each bidder does this for the new opening key.
    /// </summary>
    public static Answer<Envelope> AddHolder(SealHeader header, Envelope envelope, OpeningKey holder, HolderKey added)
    {
        if (Read(envelope) is not { } read)
            return Unreadable(envelope);
        return Unwrap(header, envelope, read, holder)
            .Then<Envelope>(key =>
            {
                Wrap wrap = WrapFor(added, key);
                CryptographicOperations.ZeroMemory(key);
                return envelope with { Wraps = [.. envelope.Wraps.Where(other => other.To != added.KeyId), wrap] };
            });
    }

    /// <summary>What was sealed, whoever may open it: it does not change when a holder is added.</summary>
    public static string Digest(SealHeader header, Envelope envelope, ReadOnlySpan<byte> ciphertext)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(header.ToBytes());
        hash.AppendData(Convert.FromBase64String(envelope.Nonce));
        hash.AppendData(Convert.FromBase64String(envelope.Tag));
        hash.AppendData(Convert.FromBase64String(envelope.Commitment));
        hash.AppendData(ciphertext);
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    private static Answer<byte[]> Unwrap(SealHeader header, Envelope envelope, Bytes read, OpeningKey holder)
    {
        if (envelope.Wraps.FirstOrDefault(wrap => wrap.To == holder.KeyId) is not { } mine)
        {
            return new Refusal(
                "not-sealed-to-this-key",
                "key",
                $"This bid was not sealed to this key. Use the key {envelope.Kid}",
                new Dictionary<string, object?> { ["keyId"] = envelope.Kid }
            );
        }

        byte[] key;
        try
        {
            key = KeySeal.Open(Convert.FromBase64String(mine.Wrapped), holder);
        }
        catch (Exception broken) when (broken is CryptographicException or FormatException)
        {
            return new Refusal(
                "key-wrap-broken",
                "key",
                "The sealed key of this bid has been changed. Restore the record from a backup and compare it with the bidder's receipt"
            );
        }

        if (CryptographicOperations.FixedTimeEquals(Commitment(key, header.ToBytes(), read.Nonce), read.Commitment))
            return key;
        CryptographicOperations.ZeroMemory(key);
        return new Refusal(
            "sealed-for-something-else",
            "bid",
            "This was sealed for another tender, lot, bid or version, or its record has been changed. Compare it with the bidder's receipt"
        );
    }

    private static Refusal Broken() =>
        new(
            "seal-broken",
            "bid",
            "The sealed bytes of this bid have been changed. Restore them from a backup and compare them with the bidder's receipt"
        );

    private static Refusal Unreadable(Envelope envelope) =>
        envelope.V == SchemaVersion && envelope.Alg == Algorithm
            ? new("envelope-unreadable", "bid", "The record of this sealed bid cannot be read. Restore it from a backup")
            : new(
                "envelope-version-unknown",
                "bid",
                "This bid was sealed in a form this version does not know. Use the version of the marketplace that sealed it",
                new Dictionary<string, object?> { ["v"] = envelope.V, ["alg"] = envelope.Alg }
            );

    private sealed record Bytes(byte[] Nonce, byte[] Tag, byte[] Commitment);

    private static Bytes? Read(Envelope envelope)
    {
        if (envelope.V != SchemaVersion || envelope.Alg != Algorithm)
            return null;
        byte[] nonce = new byte[NonceSize],
            tag = new byte[TagSize],
            commitment = new byte[HMACSHA256.HashSizeInBytes];
        return Fills(envelope.Nonce, nonce) && Fills(envelope.Tag, tag) && Fills(envelope.Commitment, commitment)
            ? new(nonce, tag, commitment)
            : null;
    }

    private static bool Fills(string base64, byte[] bytes) =>
        Convert.TryFromBase64String(base64, bytes, out int written) && written == bytes.Length;

    private static Wrap WrapFor(HolderKey holder, byte[] key) => new(holder.KeyId, Convert.ToBase64String(KeySeal.Seal(key, holder)));

    private static AesGcm Cipher(byte[] key)
    {
        byte[] derived = Derive(key, "useit-seal-1 encrypt");
        AesGcm aes = new(derived, TagSize);
        CryptographicOperations.ZeroMemory(derived);
        return aes;
    }

    private static byte[] Commitment(byte[] key, byte[] header, byte[] nonce)
    {
        byte[] derived = Derive(key, "useit-seal-1 commit");
        byte[] commitment = HMACSHA256.HashData(derived, (byte[])[.. header, .. nonce]);
        CryptographicOperations.ZeroMemory(derived);
        return commitment;
    }

    private static byte[] Derive(byte[] key, string purpose) =>
        HKDF.DeriveKey(HashAlgorithmName.SHA256, key, KeySize, salt: [], Encoding.ASCII.GetBytes(purpose));
}
