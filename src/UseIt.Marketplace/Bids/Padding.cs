namespace UseIt.Marketplace.Bids;

/// <summary>Hides how long a text is: one byte 0x80 and zeros up to 4, 16, 64 or 256 KiB, 1 MiB, or the next whole MiB.</summary>
public static class Padding
{
    private const int Mebibyte = 1 << 20;

    public static int Bucket(int length) =>
        (length + 1) switch
        {
            <= 4 << 10 => 4 << 10,
            <= 16 << 10 => 16 << 10,
            <= 64 << 10 => 64 << 10,
            <= 256 << 10 => 256 << 10,
            int needed => checked((needed + Mebibyte - 1) / Mebibyte * Mebibyte),
        };

    public static byte[] Pad(ReadOnlySpan<byte> content)
    {
        byte[] padded = new byte[Bucket(content.Length)];
        content.CopyTo(padded);
        padded[content.Length] = 0x80;
        return padded;
    }

    /// <summary>The length of the content, or -1 where this was not padded by us.</summary>
    public static int ContentLength(ReadOnlySpan<byte> padded)
    {
        int mark = padded.LastIndexOfAnyExcept((byte)0);
        return mark >= 0 && padded[mark] == 0x80 ? mark : -1;
    }
}
