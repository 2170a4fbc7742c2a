namespace UseIt.Marketplace.Documents;

/// <summary>Which files are taken, and whether a file is what it says it is.</summary>
public static class MediaTypes
{
    private static readonly byte[] Zip = [0x50, 0x4b, 0x03, 0x04];

    private static readonly IReadOnlyDictionary<string, byte[]> Beginnings = new Dictionary<string, byte[]>(
        StringComparer.OrdinalIgnoreCase
    )
    {
        ["application/pdf"] = "%PDF-"u8.ToArray(),
        ["image/png"] = [0x89, 0x50, 0x4e, 0x47],
        ["image/jpeg"] = [0xff, 0xd8, 0xff],
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = Zip,
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = Zip,
        ["application/vnd.oasis.opendocument.text"] = Zip,
        ["application/vnd.oasis.opendocument.spreadsheet"] = Zip,
    };

    private static readonly IReadOnlyDictionary<string, string> ByEnding = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
    {
        [".pdf"] = "application/pdf",
        [".png"] = "image/png",
        [".jpg"] = "image/jpeg",
        [".jpeg"] = "image/jpeg",
        [".txt"] = "text/plain",
        [".csv"] = "text/csv",
        [".docx"] = "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        [".xlsx"] = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        [".odt"] = "application/vnd.oasis.opendocument.text",
        [".ods"] = "application/vnd.oasis.opendocument.spreadsheet",
    };

    private static readonly HashSet<string> Texts = new(["text/plain", "text/csv"], StringComparer.OrdinalIgnoreCase);

    /// <summary>The type a file's ending stands for, among those that are taken.</summary>
    public static string? TypeOf(string fileName) => ByEnding.GetValueOrDefault(Path.GetExtension(fileName));

    /// <summary>
    /// What a file is called when it goes out: whatever somebody titled it, it ends as its type does, and so is opened as that.
    /// </summary>
    public static string NameOf(string title, string mediaType) =>
        mediaType.Equals(TypeOf(title), StringComparison.OrdinalIgnoreCase)
            ? title
            : title + ByEnding.FirstOrDefault(e => mediaType.Equals(e.Value, StringComparison.OrdinalIgnoreCase)).Key;

    public static bool IsTaken(string mediaType) => Beginnings.ContainsKey(mediaType) || Texts.Contains(mediaType);

    public static bool IsText(string mediaType) => Texts.Contains(mediaType);

    /// <summary>Whether the first bytes fit; a text may begin with anything but the marks of the others and holds no NUL.</summary>
    public static bool Fits(string mediaType, ReadOnlySpan<byte> beginning)
    {
        if (Beginnings.TryGetValue(mediaType, out var mark))
            return beginning.StartsWith(mark);
        foreach (var other in Beginnings.Values)
            if (beginning.StartsWith(other))
                return false;
        return !beginning.Contains((byte)0);
    }
}
