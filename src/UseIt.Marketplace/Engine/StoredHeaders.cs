using System.Collections;
using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace UseIt.Marketplace.Engine;

/// <summary>The headers of a fact, parsed when somebody asks: hardly any reader of the log does.</summary>
internal sealed class StoredHeaders(byte[] json) : IReadOnlyDictionary<string, string>
{
    private IReadOnlyDictionary<string, string>? parsed;

    private IReadOnlyDictionary<string, string> Parsed =>
        parsed ??= JsonSerializer.Deserialize<Dictionary<string, string>>(json, EventJson.Options) ?? [];

    public string this[string key] => Parsed[key];
    public IEnumerable<string> Keys => Parsed.Keys;
    public IEnumerable<string> Values => Parsed.Values;
    public int Count => Parsed.Count;

    public bool ContainsKey(string key) => Parsed.ContainsKey(key);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value) => Parsed.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => Parsed.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
