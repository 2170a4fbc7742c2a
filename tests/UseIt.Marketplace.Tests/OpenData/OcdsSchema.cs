using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UseIt.Marketplace.OpenData;

namespace UseIt.Marketplace.Tests.OpenData;

/// <summary>
/// The official schemas of OCDS 1.1.5 (JSON Schema draft 4), checked with the keywords they use; an unknown keyword is an error, not a
/// pass.
/// </summary>
internal sealed class OcdsSchema
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
            "default",
            "mergeStrategy",
            "mergeOptions",
        ],
        StringComparer.Ordinal
    );

    private readonly JsonObject release = Load("ocds_1.1.5_release-schema.json");
    private readonly JsonObject releasePackage = Load("ocds_1.1.5_release-package-schema.json");
    private readonly JsonObject recordPackage = Load("ocds_1.1.5_record-package-schema.json");

    /// <summary>What is wrong with a release package or record package; empty when nothing is.</summary>
    public IReadOnlyList<string> Problems(JsonObject package)
    {
        var problems = new List<string>();
        var list = package.ContainsKey("records") ? "records" : "releases";
        var envelope = (list == "records" ? recordPackage : releasePackage).DeepClone().AsObject();
        envelope["properties"]![list] = new JsonObject { ["type"] = "array", ["minItems"] = 1 };
        Check(package, envelope, envelope, "", problems);
        foreach (
            var r in package[list]!
                .AsArray()
                .SelectMany(x => list == "releases" ? [x!] : x!["releases"]!.AsArray().Append(x["compiledRelease"]).Select(y => y!))
        )
            Check(r, release, release, $"/{list}", problems);
        return problems;
    }

    private static void Check(JsonNode? value, JsonObject schema, JsonObject root, string path, List<string> problems)
    {
        foreach (var (keyword, rule) in schema)
        {
            switch (keyword)
            {
                case "$ref":
                    Check(value, Resolve(root, rule!.GetValue<string>()), root, path, problems);
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
                        foreach (var (name, inner) in rule!.AsObject())
                            if (parent.TryGetPropertyValue(name, out var child))
                                Check(child, inner!.AsObject(), root, $"{path}/{name}", problems);
                    break;
                case "patternProperties":
                    if (value is JsonObject matched)
                        foreach (var (pattern, inner) in rule!.AsObject())
                        foreach (var (name, child) in matched)
                            if (Regex.IsMatch(name, pattern))
                                Check(child, inner!.AsObject(), root, $"{path}/{name}", problems);
                    break;
                case "items":
                    if (value is JsonArray items)
                        for (var i = 0; i < items.Count; i++)
                            Check(items[i], rule!.AsObject(), root, $"{path}/{i}", problems);
                    break;
                case "oneOf":
                    var matches = rule!
                        .AsArray()
                        .Count(r =>
                        {
                            var inner = new List<string>();
                            Check(value, r!.AsObject(), root, path, inner);
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

    private static JsonObject Load(string name) =>
        JsonNode.Parse(File.ReadAllText(Path.Combine(SharedData.Folder, "ocds", name)))!.AsObject();
}
