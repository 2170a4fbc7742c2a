using System.Text.Json.Nodes;

namespace UseIt.Marketplace.OpenData;

/// <summary>
/// The merging of OCDS releases into what stands now, by the rules of the standard's version 1.1: a later value replaces an earlier one,
/// null removes it, lists of things with ids are merged by id, other lists are replaced as a whole. The release's own id, date and tag are
/// no part of what is merged.
/// </summary>
public static class OcdsMerge
{
    // Marked wholeListMerge in the release schema of 1.1.5.
    private static readonly HashSet<string> WholeLists = new(
        ["additionalIdentifiers", "additionalClassifications"],
        StringComparer.Ordinal
    );
    private static readonly HashSet<string> Omitted = new(["id", "date", "tag"], StringComparer.Ordinal);

    /// <summary>What stands after a further release; neither argument is changed.</summary>
    public static JsonObject Merge(JsonObject? before, JsonObject release)
    {
        var patch = release.DeepClone().AsObject();
        foreach (var name in Omitted)
            patch.Remove(name);
        return Apply(before?.DeepClone().AsObject() ?? [], patch);
    }

    /// <summary>The compiled release of releases in the order of their dates.</summary>
    public static JsonObject Compile(IReadOnlyList<JsonObject> releases)
    {
        var merged = releases.Aggregate((JsonObject?)null, Merge)!;
        var last = releases[^1];
        merged["id"] = $"{last["ocid"]}-{last["date"]}";
        merged["date"] = last["date"]!.DeepClone();
        merged["tag"] = new JsonArray("compiled");
        return merged;
    }

    private static JsonObject Apply(JsonObject target, JsonObject patch)
    {
        foreach (var (name, value) in patch.ToArray())
        {
            patch.Remove(name);
            switch (value)
            {
                case null:
                    target.Remove(name);
                    break;
                case JsonObject inner:
                    var merged = Apply(target[name] as JsonObject ?? [], inner);
                    if (merged.Parent is null)
                        target[name] = merged;
                    break;
                case JsonArray list
                    when !WholeLists.Contains(name)
                        && IsIdentified(list)
                        && (target[name] is null || target[name] is JsonArray there && IsIdentified(there)):
                    MergeById(target, name, list);
                    break;
                default:
                    target[name] = value;
                    break;
            }
        }
        return target;
    }

    private static void MergeById(JsonObject target, string name, JsonArray patch)
    {
        if (target[name] is not JsonArray list)
            target[name] = list = [];
        foreach (var item in patch.ToArray())
        {
            patch.Remove(item);
            var id = Id(item!);
            var existing = list.FirstOrDefault(i => Id(i!) == id);
            // Applied to an empty object where it is new, so that its nulls go.
            if (existing is null)
                list.Add((JsonNode)Apply([], item!.AsObject()));
            else
                Apply(existing.AsObject(), item!.AsObject());
        }
    }

    private static bool IsIdentified(JsonArray list) => list.All(i => i is JsonObject o && o["id"] is JsonValue);

    private static string Id(JsonNode item) => item["id"]!.ToString();
}
