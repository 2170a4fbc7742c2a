using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Xml;

namespace UseIt.Marketplace.Documents;

/// <summary>
/// What a ZIP is by the parts inside it. Its directory stands at its end; of the parts themselves one small one is read, and nothing is
/// unpacked beyond a limit.
/// </summary>
public static class OfficeFiles
{
    /// <summary>As much of a file's end as its directory may take.</summary>
    public const int Tail = 2 << 20;

    /// <summary>As much of its beginning as tells an OpenDocument file.</summary>
    public const int Head = 256;

    private const int MostParts = 10_000;
    private const int MostPacked = 1 << 20;
    private const int MostUnpacked = 4 << 20;
    private const int Local = 30;
    private const string Types = "[Content_Types].xml";

    private static readonly IReadOnlyDictionary<string, string> OpenXml = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] =
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] =
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
    };

    private static readonly HashSet<string> OpenDocument = new(
        ["application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>A part as the directory tells of it.</summary>
    public sealed record Entry(string Name, int Method, long Packed, long Offset);

    public static bool Is(string mediaType) => OpenXml.ContainsKey(mediaType) || OpenDocument.Contains(mediaType);

    /// <summary>Whether a file is of the type it is said to be.</summary>
    /// <param name="mediaType">The type that was said.</param>
    /// <param name="head">Its first bytes.</param>
    /// <param name="tail">Its last bytes.</param>
    /// <param name="size">How many it has.</param>
    /// <param name="read">Reads so many bytes from an offset on; fewer where there are none.</param>
    public static async Task<bool> FitsAsync(
        string mediaType,
        ReadOnlyMemory<byte> head,
        ReadOnlyMemory<byte> tail,
        long size,
        Func<long, int, Task<byte[]>> read
    )
    {
        if (Directory(tail.Span, size) is not { } entries)
            return false;
        // Two parts of one name are two files, of which each program reads the one it likes.
        if (entries.Select(e => e.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() != entries.Count)
            return false;
        if (OpenDocument.Contains(mediaType))
            return entries.Any(e => e is { Name: "mimetype", Offset: 0 })
                && entries.Any(e => e.Name == "content.xml")
                && entries.Any(e => e.Name == "META-INF/manifest.xml")
                && mediaType.Equals(TypeAtFront(head.Span), StringComparison.OrdinalIgnoreCase);
        return OpenXml.TryGetValue(mediaType, out var main)
            && entries.FirstOrDefault(e => e.Name == Types) is { Packed: <= MostPacked } types
            && Unpacked(await read(types.Offset, (int)Math.Min(size - types.Offset, Local + 2 * ushort.MaxValue + types.Packed)), types)
                is { } xml
            && Says(xml, main, entries);
    }

    /// <summary>The directory of a ZIP; null where it has none that is whole, or one that is too large.</summary>
    public static IReadOnlyList<Entry>? Directory(ReadOnlySpan<byte> tail, long size)
    {
        var end = tail.LastIndexOf("PK\u0005\u0006"u8);
        if (end < 0 || end + 22 > tail.Length)
            return null;
        var (count, length, offset) = (U16(tail, end + 10), U32(tail, end + 12), U32(tail, end + 16));
        var at = (int)(offset - (size - tail.Length));
        // Nothing stands between the directory and its end, nor behind it but a comment: else it is two files in one.
        if (count > MostParts || offset < size - tail.Length || at + length != end || end + 22 + U16(tail, end + 20) != tail.Length)
            return null;
        var entries = new List<Entry>();
        for (var n = 0; n < count; n++)
        {
            if (at + 46 > end || !tail[at..].StartsWith("PK\u0001\u0002"u8))
                return null;
            var (name, more) = (U16(tail, at + 28), U16(tail, at + 30) + U16(tail, at + 32));
            if (at + 46 + name + more > end)
                return null;
            entries.Add(
                new Entry(Encoding.UTF8.GetString(tail.Slice(at + 46, name)), U16(tail, at + 10), U32(tail, at + 20), U32(tail, at + 42))
            );
            at += 46 + name + more;
        }
        return at == end ? entries : null;
    }

    // An OpenDocument file begins with its type, neither packed nor with anything before it (OpenDocument 1.3, part 2, 3.3).
    private static string? TypeAtFront(ReadOnlySpan<byte> head)
    {
        if (head.Length < Local || !head.StartsWith("PK\u0003\u0004"u8) || U16(head, 8) != 0)
            return null;
        var (length, name, extra) = ((int)U32(head, 18), U16(head, 26), U16(head, 28));
        return
            extra == 0
            && length is > 0 and < 128
            && Local + name + length <= head.Length
            && head.Slice(Local, name).SequenceEqual("mimetype"u8)
            ? Encoding.ASCII.GetString(head.Slice(Local + name, length))
            : null;
    }

    private static byte[]? Unpacked(byte[] bytes, Entry entry)
    {
        if (bytes.Length < Local || !bytes.AsSpan().StartsWith("PK\u0003\u0004"u8))
            return null;
        var from = Local + U16(bytes, 26) + U16(bytes, 28);
        if (from + entry.Packed > bytes.Length || Encoding.UTF8.GetString(bytes, Local, U16(bytes, 26)) != entry.Name)
            return null;
        var packed = new MemoryStream(bytes, from, (int)entry.Packed);
        if (entry.Method == 0)
            return packed.ToArray();
        if (entry.Method != 8)
            return null;
        try
        {
            using var inflate = new DeflateStream(packed, CompressionMode.Decompress);
            var buffer = new byte[MostUnpacked + 1];
            var read = inflate.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return read <= MostUnpacked ? buffer[..read] : null;
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    // One main part of that type, which is there, and nothing that carries macros.
    private static bool Says(byte[] xml, string main, IReadOnlyList<Entry> entries)
    {
        try
        {
            using var reader = XmlReader.Create(
                new MemoryStream(xml),
                new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null }
            );
            var found = false;
            while (reader.Read())
            {
                if (reader.NodeType != XmlNodeType.Element || reader.GetAttribute("ContentType") is not { } type)
                    continue;
                if (
                    type.Contains("macroEnabled", StringComparison.OrdinalIgnoreCase)
                    || type.Contains("vba", StringComparison.OrdinalIgnoreCase)
                )
                    return false;
                if (type.Equals(main, StringComparison.OrdinalIgnoreCase))
                    found |=
                        reader.LocalName == "Default"
                        || (
                            reader.GetAttribute("PartName") is { } part
                            && entries.Any(e => e.Name.Equals(part.TrimStart('/'), StringComparison.OrdinalIgnoreCase))
                        );
            }
            return found;
        }
        catch (XmlException)
        {
            return false;
        }
    }

    private static int U16(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt16LittleEndian(bytes[at..]);

    private static long U32(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt32LittleEndian(bytes[at..]);
}
