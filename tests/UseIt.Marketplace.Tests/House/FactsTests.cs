using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tests.House;

/// <summary>
/// What is stored is stored for ever: names and JSON of every fact are frozen in FrozenFacts.json, and docs/events.md lists them.
/// After adding a fact, run the tests once with USEIT_FREEZE=1 and look at the difference before committing it.
/// </summary>
public sealed class FactsTests
{
    private static readonly JsonSerializerOptions Indented = new(EventJson.Options) { WriteIndented = true };
    private static readonly EventTypes Types = MarketplaceHost.FactTypes(MarketplaceHost.Modules());
    private static readonly string Frozen = Path.Combine(Checkout.Folder, "tests", "UseIt.Marketplace.Tests", "House", "FrozenFacts.json");
    private static readonly string Docs = Path.Combine(Checkout.Folder, "docs", "events.md");

    [Fact]
    public void names_and_json_of_every_fact_are_as_they_were_frozen()
    {
        var now = new JsonObject(
            InOrder()
                .Select(t => KeyValuePair.Create(Types.Of(t).Alias, JsonSerializer.SerializeToNode(Sample.Of(t), t, EventJson.Options)))
        );
        if (Environment.GetEnvironmentVariable("USEIT_FREEZE") == "1")
            File.WriteAllText(Frozen, now.ToJsonString(Indented) + "\n");
        var frozen = JsonNode.Parse(File.ReadAllText(Frozen))!.AsObject();
        Assert.Equal(frozen.Select(f => f.Key), now.Select(f => f.Key));
        foreach (var (alias, sample) in frozen)
            Assert.Equal($"{alias} {sample!.ToJsonString()}", $"{alias} {now[alias]!.ToJsonString()}");
    }

    [Fact]
    public void every_frozen_fact_is_read_and_written_unchanged()
    {
        foreach (var (alias, sample) in JsonNode.Parse(File.ReadAllText(Frozen))!.AsObject())
        {
            var fact = Types.Read(alias, Encoding.UTF8.GetBytes(sample!.ToJsonString()));
            Assert.Equal(sample.ToJsonString(), JsonSerializer.SerializeToNode(fact, fact.GetType(), EventJson.Options)!.ToJsonString());
        }
    }

    [Fact]
    public void the_list_in_docs_is_what_the_code_says()
    {
        var list = List();
        if (Environment.GetEnvironmentVariable("USEIT_FREEZE") == "1")
            File.WriteAllText(Docs, list);
        Assert.Equal(list, File.ReadAllText(Docs));
    }

    private static IEnumerable<Type> InOrder() => Types.All.OrderBy(t => t.Namespace, StringComparer.Ordinal).ThenBy(t => t.MetadataToken);

    private static string List()
    {
        var text = new StringBuilder(
            "# Facts\nEvery kind of fact the marketplace stores, by context and in the order of its life. Generated from the code; a test compares.\n"
        );
        foreach (var context in InOrder().GroupBy(t => t.Namespace!.Split('.')[^1]))
        {
            text.Append(CultureInfo.InvariantCulture, $"\n## {context.Key}\n| stored as | carries |\n|---|---|\n");
            foreach (var type in context)
                text.Append(
                    CultureInfo.InvariantCulture,
                    $"| `{Types.Of(type).Alias}` | {string.Join(", ", type.GetConstructors()[0].GetParameters().Select(p => $"{JsonNamingPolicy.CamelCase.ConvertName(p.Name!)} {Name(p)}"))} |\n"
                );
        }
        return text.ToString();
    }

    private static string Name(ParameterInfo parameter)
    {
        var optional = new NullabilityInfoContext().Create(parameter).WriteState == NullabilityState.Nullable;
        return Name(parameter.ParameterType) + (optional ? "?" : "");
    }

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner);
        if (!type.IsGenericType)
            return type.Name switch
            {
                "String" => "text",
                "Guid" => "id",
                "Int32" or "Int64" => "number",
                "Decimal" => "decimal",
                "DateTimeOffset" => "instant",
                "DateOnly" => "day",
                "Boolean" => "yes/no",
                var other => other,
            };
        var arguments = type.GetGenericArguments().Select(Name).ToArray();
        return arguments.Length == 2 ? $"{arguments[1]} by {arguments[0]}" : $"[{arguments[0]}]";
    }
}

/// <summary>A fact with every field filled, the same at each run.</summary>
internal static class Sample
{
    public static object Of(Type type, int n = 1)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Of(inner, n);
        if (type == typeof(string))
            return $"text {n}";
        if (type == typeof(Guid))
            return new Guid(n, 0, 0x7000, 0x80, 0, 0, 0, 0, 0, 0, (byte)n);
        if (type == typeof(int))
            return n;
        if (type == typeof(long))
            return (long)n;
        if (type == typeof(decimal))
            return n + 0.50m;
        if (type == typeof(bool))
            return true;
        if (type == typeof(DateOnly))
            return new DateOnly(2026, 1, 1).AddDays(n);
        if (type == typeof(DateTimeOffset))
            return new DateTimeOffset(2026, 1, 1, 9, 0, n % 60, TimeSpan.Zero);
        if (type == typeof(Uri))
            return new Uri($"https://example.org/{n}");
        if (type == typeof(JsonElement))
            return JsonSerializer.SerializeToElement(new { sample = n });
        if (type == typeof(Money))
            return new Money(100m + n);
        if (type == typeof(Share))
            return new Share(50m);
        if (type.IsEnum)
            return Enum.GetValues(type).GetValue(0)!;
        if (type.IsGenericType && type.GetGenericArguments() is [var item] && typeof(System.Collections.IEnumerable).IsAssignableFrom(type))
        {
            var list = Array.CreateInstance(item, 1);
            list.SetValue(Of(item, n + 1), 0);
            return list;
        }
        if (type.IsGenericType && type.GetGenericArguments() is [var key, var value])
        {
            var map = (System.Collections.IDictionary)Activator.CreateInstance(typeof(Dictionary<,>).MakeGenericType(key, value))!;
            map.Add(Of(key, n), Of(value, n));
            return map;
        }
        var constructor = type.GetConstructors()
            .OrderByDescending(c => c.GetParameters().Length)
            .First(c => c.GetParameters().All(p => p.ParameterType != type));
        return constructor.Invoke([.. constructor.GetParameters().Select((p, i) => Of(p.ParameterType, n + i + 1))]);
    }
}
