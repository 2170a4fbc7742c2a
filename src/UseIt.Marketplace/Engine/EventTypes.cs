using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Marten;

namespace UseIt.Marketplace.Engine;

/// <summary>Knows every kind of fact that may be stored: its name in the log, its type here, and how older shapes are read.</summary>
public sealed class EventTypes
{
    internal sealed record Stored(Type Type, string Alias, string DotNet)
    {
        private JsonTypeInfo? json;

        // Found out when the first is read: a verb has to do with few of the hundreds of kinds.
        public JsonTypeInfo Json => json ??= EventJson.Options.GetTypeInfo(Type);
    }

    private static readonly ConditionalWeakTable<StoreOptions, EventTypes> Known = [];

    private readonly Dictionary<string, Stored> byAlias = new(StringComparer.Ordinal);
    private readonly Dictionary<Type, Stored> byType = [];
    private readonly Dictionary<string, (string To, Func<JsonObject, JsonObject> Change)> upcasters = new(StringComparer.Ordinal);

    /// <summary>All registered types.</summary>
    public IReadOnlyCollection<Type> All => byType.Keys;

    /// <summary>
    /// Registers a fact under its simple name in snake_case; a shape above 1 adds <c>_vN</c>, and its elders need <see cref="Upcast"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">The name is taken by another type.</exception>
    public EventTypes Add(Type type, int shape = 1)
    {
        var alias = shape == 1 ? SnakeCase(type.Name) : $"{SnakeCase(type.Name)}_v{shape}";
        if (byAlias.TryGetValue(alias, out var other) && other.Type != type)
            throw new InvalidOperationException($"Event name {alias} is used by {other.Type.FullName} and {type.FullName}.");
        byAlias[alias] = byType[type] = new Stored(type, alias, $"{type.FullName}, {type.Assembly.GetName().Name}");
        return this;
    }

    /// <summary>Registers a fact; see <see cref="Add(Type, int)"/>.</summary>
    public EventTypes Add<T>(int shape = 1) => Add(typeof(T), shape);

    /// <summary>Makes these the facts of a store.</summary>
    internal void Are(StoreOptions options) => Known.Add(options, this);

    /// <summary>The facts of a store.</summary>
    internal static EventTypes Of(StoreOptions options) =>
        Known.TryGetValue(options, out var types) ? types : throw new InvalidOperationException("Nobody said which facts the store holds.");

    /// <summary>Registers every type of the assembly that carries <typeparamref name="TMarker"/>.</summary>
    public EventTypes AddAll<TMarker>(Assembly assembly)
    {
        foreach (
            var type in assembly
                .GetTypes()
                .Where(t => t is { IsAbstract: false, IsClass: true } && typeof(TMarker).IsAssignableFrom(t))
                .OrderBy(t => t.FullName, StringComparer.Ordinal)
        )
            if (!byType.ContainsKey(type))
                Add(type);
        return this;
    }

    /// <summary>
    /// Reads facts stored under <paramref name="from"/> as if they had been stored under <paramref name="to"/>; chains are followed.
    /// </summary>
    public EventTypes Upcast(string from, string to, Func<JsonObject, JsonObject> change)
    {
        upcasters[from] = (to, change);
        return this;
    }

    /// <summary>The name under which a fact of this type is stored.</summary>
    /// <exception cref="UnknownEventTypeException">The type was never registered.</exception>
    public (string Alias, string DotNet) Of(Type type) => (StoredAs(type).Alias, StoredAs(type).DotNet);

    internal Stored StoredAs(Type type) =>
        byType.TryGetValue(type, out var stored) ? stored : throw new UnknownEventTypeException(type.FullName!);

    /// <summary>Whether a stored name can be read here.</summary>
    public bool Knows(string alias) => byAlias.ContainsKey(alias) || upcasters.ContainsKey(alias);

    internal IEnumerable<string> KnownNames => byAlias.Keys.Concat(upcasters.Keys).Distinct(StringComparer.Ordinal);

    /// <summary>The stored names under which facts of these types (and their older shapes) lie in the log.</summary>
    public IReadOnlyCollection<string> AliasesOf(IEnumerable<Type> types)
    {
        var names = types.Select(t => Of(t).Alias).ToHashSet(StringComparer.Ordinal);
        names.UnionWith(Older.Where(o => types.Contains(o.Type)).Select(o => o.Name));
        return names;
    }

    /// <summary>The names of older shapes, each with the type it is read as.</summary>
    internal IEnumerable<(string Name, Type Type)> Older =>
        upcasters.Keys.Select(from =>
        {
            var last = from;
            while (upcasters.TryGetValue(last, out var next))
                last = next.To;
            return (from, byAlias.TryGetValue(last, out var to) ? to.Type : throw new UnknownEventTypeException(last));
        });

    /// <summary>Reads a stored fact, through its upcasters where it is of an older shape.</summary>
    /// <exception cref="UnknownEventTypeException">Neither type nor upcaster is registered for the name.</exception>
    public object Read(string alias, ReadOnlySpan<byte> json)
    {
        if (upcasters.Count > 0 && upcasters.ContainsKey(alias))
        {
            var node = JsonNode.Parse(json)!.AsObject();
            while (upcasters.TryGetValue(alias, out var step))
                (alias, node) = (step.To, step.Change(node));
            return byAlias.TryGetValue(alias, out var to) ? node.Deserialize(to.Json)! : throw new UnknownEventTypeException(alias);
        }
        return byAlias.TryGetValue(alias, out var stored)
            ? JsonSerializer.Deserialize(json, stored.Json)!
            : throw new UnknownEventTypeException(alias);
    }

    /// <summary>The simple name of a stored name: <c>tender_published_v2</c> and <c>tender_published</c> are shapes of one fact.</summary>
    internal static string WithoutShape(string alias)
    {
        var v = alias.LastIndexOf("_v", StringComparison.Ordinal);
        return v > 0 && v + 2 < alias.Length && alias.AsSpan(v + 2).IndexOfAnyExceptInRange('0', '9') < 0 ? alias[..v] : alias;
    }

    /// <summary><c>TenderPublished</c> becomes <c>tender_published</c>.</summary>
    public static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsUpper(name[i]) && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1]))))
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }
}

/// <summary>
/// A stored fact whose name this build does not know: a newer node wrote it. Nothing is dropped; this build cannot decide on that stream.
/// </summary>
public sealed class UnknownEventTypeException(string type) : Exception($"Event type {type} is not known to this version of the program.")
{
    /// <summary>The stored name.</summary>
    public string Type { get; } = type;
}
