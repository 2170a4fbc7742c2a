using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace UseIt.Marketplace.OpenData;

/// <summary>
/// The release schema of OCDS 1.1.5, as published, and what it would reject in a release. Forms of text (instants, addresses) are looked at
/// by <see cref="ForeignRelease"/>.
/// </summary>
internal static class ReleaseSchema
{
    private static readonly JsonObject Root = Load();

    /// <summary>
    /// Takes out of a release what the schema rejects, or puts in its place what can only be meant: a number written as text, one thing
    /// where a list is asked for, a code in other letters. What the release as a whole must have is its caller's to add.
    /// </summary>
    /// <param name="release">Changed in place.</param>
    /// <param name="aside">Told each path and the value that stood there.</param>
    public static void Fit(JsonObject release, Action<string, JsonNode?> aside) => Inside(release, Root, "", aside);

    // Whether the value, made to fit inside, may stand here.
    private static bool Fits(JsonNode? value, JsonObject schema, string path, Action<string, JsonNode?> aside)
    {
        schema = Resolve(schema);
        if (schema["type"] is { } type && !Types(type).Any(t => IsOf(value, t)))
            return false;
        if (schema["enum"] is JsonArray codes && !codes.Any(c => JsonNode.DeepEquals(c, value)))
            return false;
        if (schema["minLength"] is { } shortest && value is JsonValue && Text(value) is { } text && text.Length < shortest.GetValue<int>())
            return false;
        Inside(value, schema, path, aside);
        return value switch
        {
            JsonObject o => schema["required"] is not JsonArray required || required.All(n => o[n!.GetValue<string>()] is not null),
            JsonArray list => schema["minItems"] is not { } fewest || list.Count >= fewest.GetValue<int>(),
            _ => true,
        };
    }

    private static void Inside(JsonNode? value, JsonObject schema, string path, Action<string, JsonNode?> aside)
    {
        if (value is JsonObject o)
            foreach (var (name, child) in o.ToArray())
            {
                if (Of(schema, name) is not { } inner || Fits(child, inner, $"{path}/{name}", aside))
                    continue;
                aside($"{path}/{name}", child?.DeepClone());
                if (Meant(child, Resolve(inner)) is { } meant && Fits(meant, inner, $"{path}/{name}", aside))
                    o[name] = meant;
                else
                    o.Remove(name);
            }
        else if (value is JsonArray list && schema["items"] is JsonObject item)
        {
            var unique = schema["uniqueItems"]?.GetValue<bool>() == true;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            var items = list.ToArray();
            list.Clear();
            foreach (var (n, child) in items.Index())
            {
                var kept = child;
                if (!Fits(kept, item, $"{path}/{n}", aside))
                {
                    aside($"{path}/{n}", child?.DeepClone());
                    kept = Meant(child, Resolve(item)) is { } meant && Fits(meant, item, $"{path}/{n}", aside) ? meant : null;
                    if (kept is null)
                        continue;
                }
                if (!unique || seen.Add(kept?.ToJsonString() ?? ""))
                    list.Add(kept);
                else
                    aside($"{path}/{n}", kept?.DeepClone());
            }
        }
    }

    // Where there is one way to read it.
    private static JsonNode? Meant(JsonNode? value, JsonObject schema)
    {
        var types = Types(schema["type"]).ToArray();
        if (types.Contains("array") && value is JsonValue or JsonObject && !types.Contains("string") && !types.Contains("object"))
            return new JsonArray(value.DeepClone());
        if (Text(value) is not { } text)
            return value is JsonValue && value.GetValueKind() == JsonValueKind.Number && types.Contains("string")
                ? value.ToJsonString()
                : null;
        if (schema["enum"] is JsonArray codes)
            return codes.FirstOrDefault(c => string.Equals(Text(c), text.Trim(), StringComparison.OrdinalIgnoreCase))?.DeepClone();
        return
            (types.Contains("number") || types.Contains("integer"))
            && decimal.TryParse(
                text.Trim(),
                NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint,
                CultureInfo.InvariantCulture,
                out var number
            )
            ? JsonValue.Create(number)
            : null;
    }

    private static JsonObject? Of(JsonObject schema, string name) =>
        schema["properties"]?[name] as JsonObject
        ?? (schema["patternProperties"] as JsonObject)
            ?.Where(p => Regex.IsMatch(name, p.Key, RegexOptions.CultureInvariant))
            .Select(p => p.Value as JsonObject)
            .FirstOrDefault();

    private static JsonObject Resolve(JsonObject schema) =>
        schema["$ref"] is { } reference ? Root["definitions"]![reference.GetValue<string>().Split('/')[^1]]!.AsObject() : schema;

    private static IEnumerable<string> Types(JsonNode? type) =>
        type switch
        {
            JsonArray several => several.Select(t => t!.GetValue<string>()),
            JsonValue one => [one.GetValue<string>()],
            _ => [],
        };

    private static bool IsOf(JsonNode? value, string type) =>
        (value?.GetValueKind() ?? JsonValueKind.Null, type) switch
        {
            (JsonValueKind.Null, "null") or (JsonValueKind.String, "string") or (JsonValueKind.Object, "object") => true,
            (JsonValueKind.Array, "array") or (JsonValueKind.Number, "number") => true,
            (JsonValueKind.True or JsonValueKind.False, "boolean") => true,
            (JsonValueKind.Number, "integer") => value!.ToJsonString().All(c => char.IsAsciiDigit(c) || c == '-'),
            _ => false,
        };

    private static string? Text(JsonNode? value) =>
        value is JsonValue && value.GetValueKind() == JsonValueKind.String ? value.GetValue<string>() : null;

    private static JsonObject Load()
    {
        using var stream = typeof(ReleaseSchema).Assembly.GetManifestResourceStream("ocds_1.1.5_release-schema.json")!;
        return JsonNode.Parse(stream)!.AsObject();
    }
}
