using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Opportunities;

/// <summary>One thing found in a file: a release to keep, or why it cannot be kept.</summary>
public abstract record Found(long Line)
{
    public sealed record Release(long Line, SourceRelease Value) : Found(Line);

    public sealed record Problem(long Line, string What) : Found(Line);
}

/// <summary>
/// Reads OCDS files as portals give them: release packages, record packages, single releases, or one of these a line. Large files are
/// streamed. A broken line costs that line; a broken document costs what comes after the break.
/// </summary>
public static class OcdsFile
{
    // What is stored may be 32 deep altogether (EventJson).
    private const int DeepestRelease = 28;
    private const int LongestLine = 64 << 20;
    private const int LongestName = 300;

    /// <summary>Who stands behind an ocid's prefix, for bare releases that do not say so.</summary>
    private static readonly Dictionary<string, string> Prefixes = new(StringComparer.Ordinal)
    {
        ["ocds-b5fd17"] = "Contracts Finder",
        ["ocds-h6vhtk"] = "Find a Tender",
    };

    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<Found> Read(string path) =>
        IsUtf16(path) ? [new Found.Problem(1, NotUtf8)]
        : IsLines(path) ? ReadLines(path)
        : LineThatIsNotUtf8(path) is { } line ? [new Found.Problem(line, NotUtf8)]
        : ReadDocument(path);

    private const string NotUtf8 = "not UTF-8; save the file as UTF-8 and import it again";

    // No text holds it: it stands for bytes that are none.
    private const char NoCharacter = '\uFDD0';

    private static readonly Encoding Utf8 = Encoding.GetEncoding(
        "utf-8",
        EncoderFallback.ExceptionFallback,
        new DecoderReplacementFallback(NoCharacter.ToString())
    );

    private static bool IsUtf16(string path)
    {
        using var stream = Open(path);
        var head = new byte[2];
        return stream.ReadAtLeast(head, 2, throwOnEndOfStream: false) == 2
            && (head is [0xFF, 0xFE] or [0xFE, 0xFF] || head is [0, (byte)'{'] or [(byte)'{', 0]);
    }

    private static long? LineThatIsNotUtf8(string path)
    {
        using var reader = new StreamReader(Open(path), Utf8);
        var buffer = new char[1 << 16];
        for (var line = 1L; reader.Read(buffer) is > 0 and var length; line += buffer.AsSpan(0, length).Count('\n'))
            if (buffer.AsSpan(0, length).IndexOf(NoCharacter) is >= 0 and var at)
                return line + buffer.AsSpan(0, at).Count('\n');
        return null;
    }

    /// <summary>What a package says about itself.</summary>
    private sealed record Package(
        string? Publisher,
        string? Uri,
        string? Scheme,
        string? Uid,
        string? Licence,
        IReadOnlyList<string>? Extensions
    )
    {
        public static Package None { get; } = new(null, null, null, null, null, null);

        public Package With(string name, JsonElement value) =>
            name switch
            {
                "publisher" when value.ValueKind == JsonValueKind.Object => this with
                {
                    Publisher = Text(value, "name"),
                    Uri = Text(value, "uri"),
                    Scheme = Text(value, "scheme"),
                    Uid = Text(value, "uid"),
                },
                "license" when value.ValueKind == JsonValueKind.String => this with { Licence = value.GetString() },
                "extensions" when value.ValueKind == JsonValueKind.Array => this with
                {
                    Extensions = [.. value.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.String).Select(e => e.GetString()!)],
                },
                _ => this,
            };
    }

    // Lines, when the beginning cannot be one document but its second or third line is one by itself: a broken first line must not cost the
    // others.
    private static bool IsLines(string path)
    {
        if (Path.GetExtension(path).ToLowerInvariant() is ".jsonl" or ".ndjson")
            return true;
        using var stream = Open(path);
        var head = new byte[1 << 20];
        var length = stream.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        var text = Trimmed(head.AsSpan(0, length));
        return !IsOneDocument(text)
            && Encoding.UTF8.GetString(text).Split('\n').Skip(1).Where(l => !string.IsNullOrWhiteSpace(l)).Take(2).Any(IsObject);
    }

    private static bool IsOneDocument(ReadOnlySpan<byte> head)
    {
        try
        {
            var reader = new Utf8JsonReader(head, isFinalBlock: false, default);
            while (reader.Read()) { }
            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool IsObject(string line)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return document.RootElement.ValueKind == JsonValueKind.Object;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static IEnumerable<Found> ReadLines(string path)
    {
        using var stream = Open(path);
        using var reader = new StreamReader(stream, Utf8);
        var line = 0L;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (string.IsNullOrWhiteSpace(text))
                continue;
            foreach (var found in ReadLine(line, text))
                yield return found;
        }
        if (line == 0)
            yield return new Found.Problem(1, "the file is empty");
    }

    private static IEnumerable<Found> ReadLine(long line, string text)
    {
        if (text.Length > LongestLine)
            return [new Found.Problem(line, "the line is longer than 64 MiB")];
        if (text.Contains(NoCharacter))
            return [new Found.Problem(line, NotUtf8)];
        JsonElement document;
        try
        {
            using var parsed = JsonDocument.Parse(text);
            document = parsed.RootElement.Clone();
        }
        catch (JsonException e)
        {
            return
            [
                new Found.Problem(
                    line,
                    $"not complete JSON, it breaks at character {(e.BytePositionInLine ?? 0) + 1}; download the file again"
                ),
            ];
        }
        if (document.ValueKind != JsonValueKind.Object)
            return [new Found.Problem(line, NotOcds)];
        if (IsRecord(document))
            return OfRecord(line, document, Package.None);
        var package = document.EnumerateObject().Aggregate(Package.None, (p, property) => p.With(property.Name, property.Value));
        if (document.TryGetProperty("releases", out var releases) && releases.ValueKind == JsonValueKind.Array)
            return releases.EnumerateArray().SelectMany(r => OfRelease(line, r, package));
        if (document.TryGetProperty("records", out var records) && records.ValueKind == JsonValueKind.Array)
            return records.EnumerateArray().SelectMany(r => OfRecord(line, r, package));
        return OfRelease(line, document, package);
    }

    private const string NotOcds = "not OCDS: expected a release package, a record package or a release";

    private static IEnumerable<Found> ReadDocument(string path)
    {
        // What a package says about itself may stand after its releases: a first walk finds it.
        var package = Package.None;
        var list = "";
        Found? broken = null;
        using (var cursor = new JsonCursor(Open(path)))
            broken = Broken(cursor, () => (package, list) = Survey(cursor));
        if (list.Length == 0)
        {
            if (broken is null)
                foreach (var found in Whole(path))
                    yield return found;
            else
                yield return broken;
            yield break;
        }
        using (var cursor = new JsonCursor(Open(path)))
        {
            while (cursor.Read() && !(cursor.Token == JsonTokenType.PropertyName && cursor.Depth == 1 && cursor.Name == list)) { }
            cursor.Read();
            while (true)
            {
                JsonElement? next = null;
                if (Broken(cursor, () => next = cursor.Value()) is { } problem)
                {
                    yield return problem;
                    yield break;
                }
                if (next is not { } value)
                    break;
                foreach (
                    var found in list == "releases"
                        ? OfRelease(cursor.ValueLine, value, package)
                        : OfRecord(cursor.ValueLine, value, package)
                )
                    yield return found;
            }
        }
        if (broken is not null)
            yield return broken;
    }

    private static (Package, string) Survey(JsonCursor cursor)
    {
        var (package, list) = (Package.None, "");
        try
        {
            while (cursor.Read())
            {
                if (cursor.Token != JsonTokenType.PropertyName || cursor.Depth != 1)
                    continue;
                if (cursor.Name is "publisher" or "license" or "extensions")
                    package = package.With(cursor.Name, cursor.Value()!.Value);
                else if (cursor.Name is "ocid")
                    // A release or a record on its own; a package has none.
                    return (Package.None, "");
                else if (cursor.Name is "releases" or "records")
                    list = cursor.Name;
            }
        }
        catch (JsonException) when (list.Length > 0)
        {
            // The second walk meets the break again, and tells it after all that came before.
        }
        return (package, list);
    }

    private static IEnumerable<Found> Whole(string path)
    {
        using var cursor = new JsonCursor(Open(path));
        return cursor.Value() is not { ValueKind: JsonValueKind.Object } alone ? [new Found.Problem(1, NotOcds)]
            : IsRecord(alone) ? OfRecord(1, alone, Package.None)
            : OfRelease(1, alone, Package.None);
    }

    private static bool IsRecord(JsonElement document) =>
        document.TryGetProperty("ocid", out _)
        && (document.TryGetProperty("compiledRelease", out _) || document.TryGetProperty("releases", out _));

    private static Found.Problem? Broken(JsonCursor cursor, Action act)
    {
        try
        {
            act();
            return null;
        }
        catch (JsonException)
        {
            return new Found.Problem(Math.Max(cursor.Line, cursor.ValueLine), "not complete JSON from here on; download the file again");
        }
    }

    private static IEnumerable<Found> OfRecord(long line, JsonElement record, Package package)
    {
        if (record.ValueKind != JsonValueKind.Object)
            return [new Found.Problem(line, "not OCDS: a record must be an object")];
        var releases =
            record.TryGetProperty("releases", out var list) && list.ValueKind == JsonValueKind.Array
                ? list.EnumerateArray().Where(r => r.ValueKind == JsonValueKind.Object && !r.TryGetProperty("url", out _)).ToArray()
                : [];
        if (releases.Length > 0)
            return releases.SelectMany(r => OfRelease(line, r, package));
        return record.TryGetProperty("compiledRelease", out var compiled)
            ? OfRelease(line, compiled, package)
            : [new Found.Problem(line, "the record holds neither releases nor a compiled release, only links")];
    }

    private static IEnumerable<Found> OfRelease(long line, JsonElement release, Package package)
    {
        if (release.ValueKind != JsonValueKind.Object)
            return [new Found.Problem(line, NotOcds)];
        if (Text(release, "ocid") is not { Length: > 0 and <= 200 } ocid)
            return
            [
                new Found.Problem(
                    line,
                    release.TryGetProperty("ocid", out _) ? "the ocid must be a text of at most 200 characters" : NotOcds
                ),
            ];
        if (Text(release, "id") is not { Length: > 0 } id)
            return [new Found.Problem(line, $"{Shown(ocid)}: the release has no id")];
        if (Text(release, "date") is not { } text || UkDate.Read(text) is not { } date)
            return [new Found.Problem(line, $"{Shown(ocid)}: the release's date is missing or cannot be read")];
        if (!release.TryGetProperty("tag", out var tag) || tag.ValueKind != JsonValueKind.Array)
            return [new Found.Problem(line, $"{Shown(ocid)}: the release has no tag")];
        JsonObject kept;
        try
        {
            // Text that PostgreSQL cannot hold is found while the tree is made: half characters cannot even be read.
            kept = JsonObject.Create(release)!.DeepClone().AsObject();
            if (Unstorable(release, 1) is { } problem)
                return [new Found.Problem(line, $"{Shown(ocid)}: {problem}")];
            ContactDetails.RemoveFrom(kept);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException)
        {
            return [new Found.Problem(line, $"{Shown(ocid)}: a text holds half of a character, or a field stands twice")];
        }
        var publisher = package.Publisher ?? Prefixes.GetValueOrDefault(ocid[..Math.Min(11, ocid.Length)]) ?? "Unknown publisher";
        if (publisher.Length > LongestName)
            return [new Found.Problem(line, $"{Shown(ocid)}: the publisher's name is longer than {LongestName} characters")];
        if (id.Length > LongestName)
            return [new Found.Problem(line, $"{Shown(ocid)}: the release's id is longer than {LongestName} characters")];
        var source = new NoticeSource(
            publisher,
            package.Uri,
            package.Licence,
            id,
            date,
            package.Scheme,
            package.Uid,
            package.Extensions is { Count: > 0 } extensions ? extensions : null
        );
        return [new Found.Release(line, new SourceRelease(ocid, source, Digest(kept), JsonSerializer.SerializeToElement(kept)))];
    }

    private static string? Unstorable(JsonElement node, int depth)
    {
        if (depth > DeepestRelease)
            return $"nested deeper than {DeepestRelease} levels";
        switch (node.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in node.EnumerateObject())
                    if (
                        (property.Name.Contains('\0') ? "a name holds a NUL character" : Unstorable(property.Value, depth + 1)) is
                        { } problem
                    )
                        return problem;
                break;
            case JsonValueKind.Array:
                foreach (var item in node.EnumerateArray())
                    if (Unstorable(item, depth + 1) is { } problem)
                        return problem;
                break;
            case JsonValueKind.String when node.GetString()!.Contains('\0'):
                return "a text holds a NUL character";
            case JsonValueKind.Number when !node.TryGetDouble(out var number) || !double.IsFinite(number):
                return "a number is out of range";
        }
        return null;
    }

    // The digest of the release as kept, with names in order, so that layout does not make it another one.
    private static string Digest(JsonObject release)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer))
            Write(writer, release);
        return Convert.ToHexStringLower(SHA256.HashData(buffer.GetBuffer().AsSpan(0, (int)buffer.Length)));

        static void Write(Utf8JsonWriter writer, JsonNode? node)
        {
            switch (node)
            {
                case JsonObject o:
                    writer.WriteStartObject();
                    foreach (var (name, value) in o.OrderBy(p => p.Key, StringComparer.Ordinal))
                    {
                        writer.WritePropertyName(name);
                        Write(writer, value);
                    }
                    writer.WriteEndObject();
                    break;
                case JsonArray a:
                    writer.WriteStartArray();
                    foreach (var item in a)
                        Write(writer, item);
                    writer.WriteEndArray();
                    break;
                case null:
                    writer.WriteNullValue();
                    break;
                default:
                    node.WriteTo(writer);
                    break;
            }
        }
    }

    private static string? Text(JsonElement node, string name) =>
        node.TryGetProperty(name, out var value)
            ? value.ValueKind switch
            {
                JsonValueKind.String => value.GetString(),
                JsonValueKind.Number => value.GetRawText(),
                _ => null,
            }
            : null;

    private static string Shown(string ocid) => new([.. ocid.Where(c => !char.IsControl(c))]);

    private static ReadOnlySpan<byte> Trimmed(ReadOnlySpan<byte> text) =>
        (text.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? text[3..] : text).TrimStart(" \t\r\n"u8);

    private static FileStream Open(string path) =>
        new(
            path,
            new FileStreamOptions
            {
                Mode = FileMode.Open,
                Access = FileAccess.Read,
                Share = FileShare.ReadWrite | FileShare.Delete,
                Options = FileOptions.SequentialScan,
            }
        );
}
