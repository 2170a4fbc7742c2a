using System.Globalization;
using System.Text.Json.Nodes;

namespace UseIt.Marketplace.Tests.Web.Tags;

/// <summary>
/// The options of one fixture. It remembers which were looked at: a fixture that asks for more than we offer is not ours to draw.
/// </summary>
public sealed class Asked
{
    private readonly JsonObject options;
    private readonly HashSet<string> seen = [];
    private readonly List<Asked> within = [];
    private bool beyond;

    public Asked(JsonNode? options) => this.options = options as JsonObject ?? [];

    public bool IsDrawable => !beyond && options.All(option => seen.Contains(option.Key)) && within.TrueForAll(part => part.IsDrawable);

    public bool Has(string name) => options.ContainsKey(name);

    public string? Text(string name)
    {
        seen.Add(name);
        return options[name] switch
        {
            null => null,
            JsonValue value => value.ToString(),
            _ => Beyond<string>(),
        };
    }

    public string Text(string name, string otherwise) => Text(name) ?? otherwise;

    public bool? Flag(string name)
    {
        seen.Add(name);
        return options[name]?.GetValue<bool>();
    }

    public int? Number(string name) =>
        Text(name) is not { } text ? null
        : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) ? number
        : Beyond<int?>();

    /// <summary>Text, or HTML where we take HTML as content.</summary>
    public string Content() =>
        Text("html") is { Length: > 0 } html ? html
        : Text("text") is { } text ? System.Net.WebUtility.HtmlEncode(text)
        : "";

    public Asked Part(string name)
    {
        seen.Add(name);
        if (options[name] is not (null or JsonObject))
            Beyond<Asked>();
        var part = new Asked(options[name]);
        within.Add(part);
        return part;
    }

    public IReadOnlyList<Asked> List(string name)
    {
        seen.Add(name);
        // Holes in a list ("null", "false") are a habit of templates; a page in C# has none.
        var parts = (options[name] as JsonArray ?? [])
            .Select(item => item is JsonObject ? new Asked(item) : Beyond<Asked>())
            .OfType<Asked>()
            .ToList();
        within.AddRange(parts);
        return parts;
    }

    public IReadOnlyList<IReadOnlyList<Asked>> Lists(string name)
    {
        seen.Add(name);
        var lists = (options[name] as JsonArray ?? [])
            .Select(row => row is JsonArray ? new Asked(new JsonObject { ["cells"] = row.DeepClone() }) : Beyond<Asked>())
            .OfType<Asked>()
            .ToList();
        within.AddRange(lists);
        return [.. lists.Select(row => row.List("cells"))];
    }

    public IReadOnlyList<KeyValuePair<string, string>> Attributes()
    {
        seen.Add("attributes");
        return options["attributes"] switch
        {
            null => [],
            JsonObject given when given.All(attribute => attribute.Value is JsonValue) =>
            [
                .. given.Select(attribute => KeyValuePair.Create(attribute.Key, attribute.Value!.ToString())),
            ],
            _ => Beyond<KeyValuePair<string, string>[]>() ?? [],
        };
    }

    /// <summary>A class that stands for one of our attributes, such as a size; any other class we do not offer there.</summary>
    public string? Variant(string prefix)
    {
        if (Text("classes") is not { Length: > 0 } classes)
            return null;
        return classes.StartsWith(prefix, StringComparison.Ordinal) && !classes.Contains(' ', StringComparison.Ordinal)
            ? classes[prefix.Length..]
            : Beyond<string>();
    }

    public T? Beyond<T>()
    {
        beyond = true;
        return default;
    }
}
