using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UseIt.Marketplace.OpenData;

namespace UseIt.Marketplace.Tests.OpenData;

/// <summary>Checks by a published schema with the keywords it uses; an unknown keyword is an error, not a pass.</summary>
internal static class JsonSchemas
{
    private static readonly HashSet<string> Ignored = new(
        [
            "title",
            "description",
            "codelist",
            "openCodelist",
            "deprecated",
            "deprecatedVersion",
            "versionId",
            "id",
            "$schema",
            "omitWhenMerged",
            "wholeListMerge",
            "definitions",
            "$defs",
            "$id",
            "rollUp",
            "default",
            "mergeStrategy",
            "mergeOptions",
        ],
        StringComparer.Ordinal
    );

    /// <summary>A schema of the shared data.</summary>
    public static JsonObject Load(string path) => JsonNode.Parse(File.ReadAllText(Path.Combine(SharedData.Folder, path)))!.AsObject();

    /// <summary>Adds what is wrong with a value.</summary>
    /// <param name="value">What is checked.</param>
    /// <param name="schema">The schema it is held to.</param>
    /// <param name="root">Where references lead.</param>
    /// <param name="path">Where the value stands.</param>
    /// <param name="problems">What is wrong so far.</param>
    /// <param name="closed">Whether a field the schema does not name is wrong: in what we write it is a mistake of ours.</param>
    public static void Check(JsonNode? value, JsonObject schema, JsonObject root, string path, List<string> problems, bool closed = false)
    {
        foreach (var (keyword, rule) in schema)
        {
            switch (keyword)
            {
                case "$ref":
                    Check(value, Resolve(root, rule!.GetValue<string>()), root, path, problems, closed);
                    break;
                case "type":
                    var allowed = rule is JsonArray many ? many.Select(t => t!.GetValue<string>()) : [rule!.GetValue<string>()];
                    if (!allowed.Any(t => IsOf(value, t)))
                        problems.Add($"{path}: is not {string.Join(" or ", allowed)}");
                    break;
                case "enum":
                    if (!rule!.AsArray().Any(e => JsonNode.DeepEquals(e, value)))
                        problems.Add($"{path}: {value} is not in the list");
                    break;
                case "required":
                    if (value is JsonObject o)
                        problems.AddRange(
                            rule!
                                .AsArray()
                                .Select(n => n!.GetValue<string>())
                                .Where(n => !o.ContainsKey(n))
                                .Select(n => $"{path}: {n} is missing")
                        );
                    break;
                case "properties":
                    if (value is JsonObject parent)
                    {
                        if (closed)
                            problems.AddRange(
                                parent.Where(p => !rule!.AsObject().ContainsKey(p.Key)).Select(p => $"{path}: has no {p.Key}")
                            );
                        foreach (var (name, inner) in rule!.AsObject())
                            if (parent.TryGetPropertyValue(name, out var child))
                                Check(child, inner!.AsObject(), root, $"{path}/{name}", problems, closed);
                    }
                    break;
                case "patternProperties":
                    if (value is JsonObject matched)
                        foreach (var (pattern, inner) in rule!.AsObject())
                        foreach (var (name, child) in matched)
                            if (Regex.IsMatch(name, pattern))
                                Check(child, inner!.AsObject(), root, $"{path}/{name}", problems, closed);
                    break;
                case "items":
                    if (value is JsonArray items)
                        for (var i = 0; i < items.Count; i++)
                            Check(items[i], rule!.AsObject(), root, $"{path}/{i}", problems, closed);
                    break;
                case "oneOf":
                    var matches = rule!
                        .AsArray()
                        .Count(r =>
                        {
                            var inner = new List<string>();
                            Check(value, r!.AsObject(), root, path, inner, closed);
                            return inner.Count == 0;
                        });
                    if (matches != 1)
                        problems.Add($"{path}: matches {matches} of the alternatives");
                    break;
                case "minItems":
                    if (value is JsonArray few && few.Count < rule!.GetValue<int>())
                        problems.Add($"{path}: has too few entries");
                    break;
                case "uniqueItems":
                    if (value is JsonArray set && set.Select(i => i?.ToJsonString()).Distinct().Count() != set.Count)
                        problems.Add($"{path}: has an entry twice");
                    break;
                case "minimum":
                    if (value?.GetValueKind() == JsonValueKind.Number && value.GetValue<decimal>() < rule!.GetValue<decimal>())
                        problems.Add($"{path}: is less than {rule}");
                    break;
                case "minLength":
                    if (value?.GetValueKind() == JsonValueKind.String && value.GetValue<string>().Length < rule!.GetValue<int>())
                        problems.Add($"{path}: is too short");
                    break;
                case "pattern":
                    if (value?.GetValueKind() == JsonValueKind.String && !Regex.IsMatch(value.GetValue<string>(), rule!.GetValue<string>()))
                        problems.Add($"{path}: does not match {rule}");
                    break;
                case "format":
                    if (value?.GetValueKind() == JsonValueKind.String && !HasFormat(value.GetValue<string>(), rule!.GetValue<string>()))
                        problems.Add($"{path}: {value} is no {rule}");
                    break;
                default:
                    if (!Ignored.Contains(keyword))
                        throw new InvalidOperationException($"The schema uses {keyword}, which is not checked here.");
                    break;
            }
        }
    }

    private static bool HasFormat(string text, string format) =>
        format switch
        {
            "date-time" => Regex.IsMatch(text, @"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$")
                && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, out _),
            "uri" => ForeignRelease.IsUri(text),
            "email" => text.Contains('@'),
            _ => throw new InvalidOperationException($"The schema uses the format {format}, which is not checked here."),
        };

    private static bool IsOf(JsonNode? value, string type) =>
        (type, value?.GetValueKind()) switch
        {
            ("null", null or JsonValueKind.Null) => true,
            ("string", JsonValueKind.String) => true,
            ("number", JsonValueKind.Number) => true,
            ("integer", JsonValueKind.Number) => decimal.TryParse(
                value!.ToJsonString(),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var n
            )
                && n == decimal.Truncate(n),
            ("boolean", JsonValueKind.True or JsonValueKind.False) => true,
            ("object", JsonValueKind.Object) => true,
            ("array", JsonValueKind.Array) => true,
            _ => false,
        };

    private static JsonObject Resolve(JsonObject root, string reference) =>
        reference.TrimStart('#', '/').Split('/').Aggregate((JsonNode)root, (node, name) => node[name]!).AsObject();
}
