namespace UseIt.Marketplace.Tests.Contracts;

/// <summary>Small pictures, put together by hand.</summary>
internal static class Pictures
{
    private static byte[] Segment(byte marker, ReadOnlySpan<byte> content) =>
        [0xff, marker, (byte)((content.Length + 2) >> 8), (byte)(content.Length + 2), .. content];

    /// <summary>A JPEG held sideways; it may tell where it was taken, with what, and hold another picture behind itself.</summary>
    public static byte[] Jpeg(bool told = true)
    {
        byte[] turned = [.. "Exif\0\0"u8, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 1, 0x12, 0, 3, 0, 0, 0, 1, 0, 6, 0, 0, 0, 0, 0, 0];
        byte[] all =
        [
            .. "Exif\0\0"u8,
            .. "II"u8,
            42,
            0,
            8,
            0,
            0,
            0,
            2,
            0,
            0x0f,
            1,
            2,
            0,
            4,
            0,
            0,
            0,
            (byte)'C',
            (byte)'a',
            (byte)'m',
            0,
            0x12,
            1,
            3,
            0,
            1,
            0,
            0,
            0,
            6,
            0,
            0,
            0,
            0,
            0,
            0,
            0,
            .. "GPS 52.48 -1.93"u8,
        ];
        return
        [
            0xff,
            0xd8,
            .. Segment(0xe0, "JFIF\0\u0001\u0001\0\0\u0001\0\u0001\0\0"u8),
            .. Segment(0xe1, told ? all : turned),
            .. told ? Segment(0xe1, "http://ns.adobe.com/xap/1.0/\0<x>Ladywood</x>"u8) : [],
            .. Segment(0xe2, "ICC_PROFILE\0\u0001\u0001colours"u8),
            .. told ? Segment(0xe2, "MPF\0more"u8) : [],
            .. told ? Segment(0xfe, "Taken by Amina"u8) : [],
            .. Segment(0xdb, "quantities"u8),
            .. Segment(0xda, "scan"u8),
            1,
            2,
            0xff,
            0,
            3,
            0xff,
            0xd0,
            4,
            .. Segment(0xc4, "tables"u8),
            .. Segment(0xda, "scan"u8),
            5,
            6,
            0xff,
            0xd9,
            .. told ? "ftyp a film of three seconds"u8.ToArray() : [],
        ];
    }
}
