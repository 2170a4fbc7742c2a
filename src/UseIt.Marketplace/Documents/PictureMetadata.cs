using System.Buffers.Binary;

namespace UseIt.Marketplace.Documents;

/// <summary>
/// Pictures without where, when and with what they were taken: what a JPEG or PNG needs to be shown as it is stays, all else goes, and with
/// it whatever follows the picture. How a JPEG is turned stays too, alone.
/// </summary>
public static class PictureMetadata
{
    private const byte Begin = 0xd8,
        End = 0xd9,
        Scan = 0xda,
        Exif = 0xe1,
        Colours = 0xe2,
        FirstApplication = 0xe1,
        Adobe = 0xee,
        LastApplication = 0xef,
        Comment = 0xfe;

    private const ushort OrientationTag = 0x0112;

    private static readonly HashSet<string> Needed = new(
        ["IHDR", "PLTE", "IDAT", "IEND", "tRNS", "gAMA", "cHRM", "sRGB", "iCCP", "sBIT", "pHYs", "bKGD", "acTL", "fcTL", "fdAT"],
        StringComparer.Ordinal
    );

    public static bool IsPicture(string? mediaType) => mediaType is "image/jpeg" or "image/png";

    /// <summary>The picture without what is told beside it; null where it is none of this type.</summary>
    public static byte[]? Without(byte[] picture, string mediaType)
    {
        try
        {
            return mediaType == "image/png" ? Png(picture) : Jpeg(picture);
        }
        // It ends in the middle of something.
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    private static byte[]? Jpeg(ReadOnlySpan<byte> picture)
    {
        if (!picture.StartsWith<byte>([0xff, Begin]))
            return null;
        using var kept = new MemoryStream(picture.Length);
        kept.Write([0xff, Begin]);
        var turned = false;
        for (var at = 2; ; )
        {
            if (picture[at..][0] != 0xff)
                return null;
            var marker = picture[at..][1];
            if (marker == 0xff)
            {
                at++;
                continue;
            }
            if (marker == End)
            {
                kept.Write([0xff, End]);
                return kept.ToArray();
            }
            var segment = picture.Slice(at, 2 + BinaryPrimitives.ReadUInt16BigEndian(picture.Slice(at + 2, 2)));
            if (marker == Exif && !turned && Orientation(segment) is { } orientation)
            {
                kept.Write(OnlyTurned(orientation));
                turned = true;
            }
            if (IsShown(marker, segment))
                kept.Write(segment);
            at += segment.Length;
            if (marker == Scan)
            {
                var length = ScanLength(picture[at..]);
                kept.Write(picture.Slice(at, length));
                at += length;
            }
        }
    }

    private static bool IsShown(byte marker, ReadOnlySpan<byte> segment) =>
        marker switch
        {
            Adobe => true,
            Colours => segment[4..].StartsWith("ICC_PROFILE\0"u8),
            >= FirstApplication and <= LastApplication or Comment => false,
            _ => true,
        };

    // Up to the next marker that is none of the scan's own.
    private static int ScanLength(ReadOnlySpan<byte> scan)
    {
        var at = 0;
        while (scan[at..][0] != 0xff || scan[at..][1] is 0 or (>= 0xd0 and <= 0xd7))
            at += scan[at] == 0xff ? 2 : 1;
        return at;
    }

    // How the camera was held, from 2 to 8; null where it was held upright or did not say.
    private static byte? Orientation(ReadOnlySpan<byte> segment)
    {
        if (segment.Length < 18 || !segment[4..].StartsWith("Exif\0\0"u8))
            return null;
        var tiff = segment[10..];
        var little = tiff.StartsWith("II"u8);
        try
        {
            var directory = tiff[(int)Number(tiff[4..8])..];
            var entries = Short(directory[..2]);
            for (var n = 0; n < entries; n++)
            {
                var entry = directory.Slice(2 + 12 * n, 12);
                if (Short(entry[..2]) == OrientationTag)
                    return Short(entry.Slice(8, 2)) is >= 2 and <= 8 and var turned ? (byte)turned : null;
            }
            return null;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or IndexOutOfRangeException)
        {
            return null;
        }

        ushort Short(ReadOnlySpan<byte> bytes) =>
            little ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);
        uint Number(ReadOnlySpan<byte> bytes) =>
            little ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);
    }

    private static byte[] OnlyTurned(byte orientation) =>
        [
            0xff,
            Exif,
            0,
            34,
            .. "Exif\0\0"u8,
            .. "MM"u8,
            0,
            42,
            0,
            0,
            0,
            8,
            0,
            1,
            0x01,
            0x12,
            0,
            3,
            0,
            0,
            0,
            1,
            0,
            orientation,
            0,
            0,
            0,
            0,
            0,
            0,
        ];

    private static byte[]? Png(ReadOnlySpan<byte> picture)
    {
        ReadOnlySpan<byte> mark = [0x89, .. "PNG\r\n\x1a\n"u8];
        if (!picture.StartsWith(mark))
            return null;
        using var kept = new MemoryStream(picture.Length);
        kept.Write(mark);
        for (var at = mark.Length; ; )
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(picture.Slice(at, 4));
            var name = System.Text.Encoding.Latin1.GetString(picture.Slice(at + 4, 4));
            var chunk = picture.Slice(at, checked((int)Math.Min(length, int.MaxValue - 12)) + 12);
            if (Needed.Contains(name))
                kept.Write(chunk);
            if (name == "IEND")
                return kept.ToArray();
            at += chunk.Length;
        }
    }
}
