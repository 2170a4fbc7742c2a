using System.Security.Cryptography;

namespace UseIt.Marketplace.Documents;

/// <summary>What a whole file comes to: its digest, and whether it is of the type it is said to be.</summary>
public sealed record Examined(string Sha256, bool Fits)
{
    /// <summary>Reads a file once, and the beginning of one that is packed once more.</summary>
    /// <param name="mediaType">The type that was said.</param>
    /// <param name="pieces">Begins to read it.</param>
    /// <param name="cancel">Ends it.</param>
    public static async Task<Examined> OfAsync(string mediaType, Func<IAsyncEnumerable<byte[]>> pieces, CancellationToken cancel)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var (head, tail) = (new MemoryStream(), new Ending(OfficeFiles.Is(mediaType) ? OfficeFiles.Tail : 0));
        var (size, text) = (0L, MediaTypes.IsText(mediaType));
        var fits = true;
        await foreach (var piece in pieces().WithCancellation(cancel))
        {
            hash.AppendData(piece);
            if (head.Length < OfficeFiles.Head)
                head.Write(piece, 0, (int)Math.Min(piece.Length, OfficeFiles.Head - head.Length));
            fits &= !text || !piece.AsSpan().Contains((byte)0);
            tail.Add(piece);
            size += piece.Length;
        }
        var beginning = head.ToArray();
        fits = fits && size > 0 && MediaTypes.Fits(mediaType, beginning);
        if (fits && OfficeFiles.Is(mediaType))
            fits = await OfficeFiles.FitsAsync(
                mediaType,
                beginning,
                tail.Bytes(),
                size,
                (at, length) => ReadAsync(pieces, at, length, cancel)
            );
        return new Examined(Convert.ToHexStringLower(hash.GetHashAndReset()), fits);
    }

    private static async Task<byte[]> ReadAsync(Func<IAsyncEnumerable<byte[]>> pieces, long at, int length, CancellationToken cancel)
    {
        var (found, from) = (new MemoryStream(), 0L);
        await foreach (var piece in pieces().WithCancellation(cancel))
        {
            var (skip, until) = (Math.Clamp(at - from, 0, piece.Length), Math.Clamp(at + length - from, 0, piece.Length));
            found.Write(piece, (int)skip, (int)(until - skip));
            if ((from += piece.Length) >= at + length)
                break;
        }
        return found.ToArray();
    }

    // The last bytes of what goes by.
    private sealed class Ending(int most)
    {
        private byte[] bytes = [];

        public void Add(ReadOnlySpan<byte> piece)
        {
            if (most == 0)
                return;
            var last = piece[Math.Max(0, piece.Length - most)..];
            var kept = bytes.AsSpan(Math.Max(0, bytes.Length + last.Length - most));
            bytes = [.. kept, .. last];
        }

        public byte[] Bytes() => bytes;
    }
}
