using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// A file of a sealed bid, in chunks of 1 MiB (the STREAM construction: each nonce is a random prefix, a counter and a mark for the last
/// chunk, so nothing can be left out, repeated, reordered or cut off). The file's own key is kept in the content of the sealed part. Bytes:
/// 1 (version), nonce prefix (7), then chunks, each followed by its tag (16). The last chunk is padded.
/// </summary>
public static class SealedFile
{
    public const int ChunkSize = 1 << 20;

    private const byte FormatVersion = 1;
    private const int PrefixSize = 7;
    private const int TagSize = 16;

    /// <summary>Reads to the end and returns the length and the SHA-256 of the content.</summary>
    public static async Task<(long Length, string Sha256)> Seal(
        Stream content,
        Stream to,
        byte[] key,
        SealHeader header,
        Guid documentId,
        CancellationToken cancellation = default
    )
    {
        byte[] prefix = RandomNumberGenerator.GetBytes(PrefixSize);
        await to.WriteAsync((byte[])[FormatVersion, .. prefix], cancellation);
        using AesGcm aes = Cipher(key, header, documentId, prefix);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] chunk = new byte[ChunkSize];
        byte[] sealedChunk = new byte[ChunkSize + TagSize];
        long length = 0;
        for (uint counter = 0; ; counter = checked(counter + 1))
        {
            int read = await content.ReadAtLeastAsync(chunk, ChunkSize, throwOnEndOfStream: false, cancellation);
            hash.AppendData(chunk, 0, read);
            length += read;
            bool last = read < ChunkSize;
            int size = last ? PadLast(chunk, read, first: counter == 0) : ChunkSize;
            aes.Encrypt(
                Nonce(prefix, counter, last),
                chunk.AsSpan(0, size),
                sealedChunk.AsSpan(0, size),
                sealedChunk.AsSpan(size, TagSize)
            );
            await to.WriteAsync(sealedChunk.AsMemory(0, size + TagSize), cancellation);
            if (last)
                break;
        }

        CryptographicOperations.ZeroMemory(chunk);
        return (length, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    /// <summary>
    /// Writes the content and returns its length. After a refusal the caller throws away what was written: the file was not whole.
    /// </summary>
    public static async Task<Answer<long>> Open(
        Stream sealedFile,
        Stream to,
        byte[] key,
        SealHeader header,
        Guid documentId,
        CancellationToken cancellation = default
    )
    {
        byte[] start = new byte[1 + PrefixSize];
        if (
            await sealedFile.ReadAtLeastAsync(start, start.Length, throwOnEndOfStream: false, cancellation) < start.Length
            || start[0] != FormatVersion
        )
            return Broken();
        byte[] prefix = start[1..];
        using AesGcm aes = Cipher(key, header, documentId, prefix);
        byte[] chunk = new byte[ChunkSize + TagSize];
        byte[] next = new byte[ChunkSize + TagSize];
        byte[] content = new byte[ChunkSize];
        long length = 0;
        try
        {
            int size = await sealedFile.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, cancellation);
            for (uint counter = 0; ; counter = checked(counter + 1))
            {
                int following =
                    size == chunk.Length
                        ? await sealedFile.ReadAtLeastAsync(next, next.Length, throwOnEndOfStream: false, cancellation)
                        : 0;
                bool last = following == 0;
                if (size <= TagSize)
                    return Broken();
                Memory<byte> clear = content.AsMemory(0, size - TagSize);
                aes.Decrypt(Nonce(prefix, counter, last), chunk.AsSpan(0, clear.Length), chunk.AsSpan(clear.Length, TagSize), clear.Span);
                int kept = last ? Padding.ContentLength(clear.Span) : clear.Length;
                if (kept < 0)
                    return Broken();
                await to.WriteAsync(clear[..kept], cancellation);
                length += kept;
                if (last)
                    return length;
                (chunk, next, size) = (next, chunk, following);
            }
        }
        catch (CryptographicException)
        {
            return Broken();
        }
        finally
        {
            CryptographicOperations.ZeroMemory(content);
        }
    }

    private static int PadLast(byte[] chunk, int length, bool first)
    {
        int size = first ? Padding.Bucket(length) : ChunkSize;
        chunk.AsSpan(length, size - length).Clear();
        chunk[length] = 0x80;
        return size;
    }

    private static byte[] Nonce(byte[] prefix, uint counter, bool last)
    {
        byte[] nonce = [.. prefix, 0, 0, 0, 0, last ? (byte)1 : (byte)0];
        BinaryPrimitives.WriteUInt32BigEndian(nonce.AsSpan(PrefixSize), counter);
        return nonce;
    }

    private static AesGcm Cipher(byte[] key, SealHeader header, Guid documentId, byte[] prefix)
    {
        byte[] info = [.. Encoding.ASCII.GetBytes("useit-file-1"), .. header.ToBytes(), .. documentId.ToByteArray(bigEndian: true)];
        byte[] derived = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, salt: prefix, info);
        AesGcm aes = new(derived, TagSize);
        CryptographicOperations.ZeroMemory(derived);
        return aes;
    }

    private static Refusal Broken() =>
        new(
            "file-seal-broken",
            "document",
            "This file has been changed, cut off or moved since it was sealed. Restore it from a backup and compare it with the bidder's receipt"
        );
}
