using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.OpenData;

/// <summary>
/// Another publisher's release made fit for a package: what the schema of 1.1.5 would reject is set aside into the release's note
/// <c>x_setAside</c>, with its path and the value as it came, and where there is one way to read it the reading takes its place.
/// </summary>
public static partial class ForeignRelease
{
    private static readonly HashSet<string> Addresses = new(["url", "uri"], StringComparer.Ordinal);
    private static readonly HashSet<string> Instants = new(
        [
            "date",
            "datePublished",
            "dateModified",
            "dateMet",
            "dateSigned",
            "dateAnswered",
            "dueDate",
            "startDate",
            "endDate",
            "maxExtentDate",
            "publishedDate",
        ],
        StringComparer.Ordinal
    );

    public static JsonObject Fit(JsonObject release)
    {
        var fit = release.DeepClone().AsObject();
        var aside = new JsonArray();
        if (fit["tender"] is JsonObject tender && tender["id"] is null)
            Replace(tender, "id", "/tender/id", fit["ocid"]!.GetValue<string>(), aside);
        ReleaseSchema.Fit(fit, (path, value) => Aside(aside, path, value));
        if (fit["initiationType"] is null)
            Replace(fit, "initiationType", "/initiationType", "tender", aside);
        if (fit["tag"] is not JsonArray { Count: > 0 })
            Replace(fit, "tag", "/tag", new JsonArray("tender"), aside);
        Walk(fit, "", aside);
        if (aside.Count > 0)
            fit["x_setAside"] = aside;
        return fit;
    }

    /// <summary>Whether a text is a URI of RFC 3986.</summary>
    public static bool IsUri(string? text) =>
        text is not null && UriForm().IsMatch(text) && text.Count(c => c == '#') <= 1 && Uri.TryCreate(text, UriKind.Absolute, out _);

    private static void Walk(JsonNode? node, string path, JsonArray aside)
    {
        if (node is JsonArray list)
            for (var i = 0; i < list.Count; i++)
                Walk(list[i], $"{path}/{i}", aside);
        if (node is not JsonObject o)
            return;
        foreach (var (name, value) in o.ToArray())
        {
            var at = $"{path}/{name}";
            if (value is not JsonValue || value.GetValueKind() != JsonValueKind.String)
                Walk(value, at, aside);
            else if (Addresses.Contains(name) && !IsUri(value.GetValue<string>()))
                Replace(o, name, at, null, aside);
            else if (Instants.Contains(name) && !InstantForm().IsMatch(value.GetValue<string>()))
                Replace(o, name, at, UkDate.Read(value.GetValue<string>()) is { } instant ? ReleaseText.Text(instant) : null, aside);
        }
    }

    private static void Aside(JsonArray aside, string path, JsonNode? value) =>
        aside.Add((JsonNode)new JsonObject { ["path"] = path, ["value"] = value?.DeepClone() });

    private static void Replace(JsonObject o, string name, string path, JsonNode? reading, JsonArray aside)
    {
        Aside(aside, path, o[name]);
        if (reading is null)
            o.Remove(name);
        else
            o[name] = reading;
    }

    [GeneratedRegex(
        @"^[A-Za-z][A-Za-z0-9+.-]*:(//(\[[0-9A-Fa-f:.]+\]|[\w.~%!$&'()*+,;=:@-])*)?([\w.~!$&'()*+,;=:@/?#-]|%[0-9A-Fa-f]{2})*$",
        RegexOptions.CultureInvariant | RegexOptions.ECMAScript
    )]
    private static partial Regex UriForm();

    [GeneratedRegex(@"^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d+)?([Zz]|[+-]\d\d:?\d\d)$")]
    private static partial Regex InstantForm();
}
