using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Reflection;
using System.Text;
using System.Text.Json;
using UseIt.Templating.Functions;

namespace UseIt.Templating.Evaluation;

internal enum SetOutcome
{
    Done,
    ReadOnly,
    Primitive,
}

/// <summary>
/// The members of values. Of a .NET object these are its public readable properties, in snake_case, and nothing else:
/// no methods, fields, indexers or statics, and nothing at all of types that lead out of the model.
/// </summary>
internal static class Members
{
    private static readonly ConcurrentDictionary<Type, FrozenDictionary<string, MethodInvoker>> Known = new();

    public static bool TryGet(Rendering r, object owner, string name, out object? value)
    {
        if (name == "empty?")
        {
            value = IsEmpty(owner) is { } empty ? Truth.Box(empty) : Truth.Box(false);
            return true;
        }
        switch (owner)
        {
            case TemplateObject o:
                return o.TryGet(name, out value);
            case TemplateArray array when array.Named is { } named && named.TryGet(name, out value):
                return true;
            case string or RawHtml when name == "size":
                value = r.Text(owner).Length;
                return true;
            case var _ when name == "size" && Sequences.IsList(owner):
                value = Sequences.Of(r, null, owner).Count;
                return true;
        }
        if (Dictionary(owner) is { } dictionary)
            return TryGetEntry(dictionary, name, out value);
        if (IsPlain(owner) || !PropertiesOf(owner.GetType()).TryGetValue(name, out var getter))
        {
            value = null;
            return false;
        }
        value = Read(r, owner, name, getter);
        return true;
    }

    /// <summary>The members of an object in the order of their declaration.</summary>
    public static IEnumerable<KeyValuePair<string, object?>> Of(Rendering r, object owner) =>
        owner switch
        {
            TemplateObject o => o,
            TemplateArray array => array.Named ?? Enumerable.Empty<KeyValuePair<string, object?>>(),
            _ when Dictionary(owner) is { } dictionary => Entries(r, dictionary),
            _ when IsPlain(owner) => [],
            _ => NamesOf(owner.GetType())
                .Select(name => KeyValuePair.Create(name, Read(r, owner, name, PropertiesOf(owner.GetType())[name]))),
        };

    /// <summary>Whether the value is an object with members rather than a list, text, number or date.</summary>
    public static bool IsObject(object value) =>
        value is TemplateObject
        || IsDictionary(value)
        || (!IsPlain(value) && !Sequences.IsList(value) && value is not (Function or Emptiness));

    public static bool IsDictionary(object? value) =>
        value is not (null or TemplateObject or TemplateArray or string) && Dictionary(value) is not null;

    public static bool? IsEmpty(object value) =>
        value switch
        {
            string text => text.Length == 0,
            RawHtml raw => raw.Html.Length == 0,
            TemplateObject o => o.Count == 0,
            TemplateArray array => array.Count == 0,
            ICollection many => many.Count == 0,
            IReadOnlyCollection<object?> many => many.Count == 0,
            IEnumerable many => !many.Cast<object?>().Any(),
            _ => null,
        };

    public static SetOutcome Set(object owner, string name, object? value)
    {
        if (owner is TemplateArray array)
            owner = array.Named ??= new TemplateObject();
        if (owner is not TemplateObject o)
            return Numbers.Is(owner) || owner is bool ? SetOutcome.Primitive : SetOutcome.ReadOnly;
        if (o.IsReadOnly(name))
            return SetOutcome.ReadOnly;
        o[name] = value;
        return SetOutcome.Done;
    }

    /// <summary>Values that are read whole: numbers, texts, and types that would lead from the model into the runtime.</summary>
    private static bool IsPlain(object value)
    {
        var type = value.GetType();
        return type.IsPrimitive
            || type.IsEnum
            || type.IsPointer
            || value
                is string
                    or RawHtml
                    or decimal
                    or System.Numerics.BigInteger
                    or Function
                    or Emptiness
                    or Delegate
                    or Type
                    or MemberInfo
                    or Assembly
                    or Module
            || type.Namespace?.StartsWith("System.Reflection", StringComparison.Ordinal) == true
            || type.Namespace?.StartsWith("System.Runtime", StringComparison.Ordinal) == true
            || type.Namespace?.StartsWith("System.IO", StringComparison.Ordinal) == true
            || type.Namespace?.StartsWith("System.Diagnostics", StringComparison.Ordinal) == true
            || type.Namespace?.StartsWith("System.Threading", StringComparison.Ordinal) == true;
    }

    private static object? Read(Rendering r, object owner, string name, MethodInvoker getter)
    {
        try
        {
            var value = getter.Invoke(owner);
            return value is JsonElement json ? Json.Read(json) : value;
        }
        catch (Exception e) when (e is not (TemplateException or OperationCanceledException))
        {
            throw r.ForeignError($"The member `{name}` could not be read.", e);
        }
    }

    private static IEnumerable<string> NamesOf(Type type) => Declared(type).Select(p => SnakeCase(p.Name));

    private static IEnumerable<PropertyInfo> Declared(Type type) =>
        type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
            .Where(p =>
                p.GetMethod is { IsPublic: true }
                && p.GetIndexParameters().Length == 0
                && !p.PropertyType.IsByRef
                && !p.PropertyType.IsByRefLike
            )
            .DistinctBy(p => SnakeCase(p.Name));

    private static FrozenDictionary<string, MethodInvoker> PropertiesOf(Type type) =>
        Known.GetOrAdd(
            type,
            t => Declared(t).ToFrozenDictionary(p => SnakeCase(p.Name), p => MethodInvoker.Create(p.GetMethod!), StringComparer.Ordinal)
        );

    public static string SnakeCase(string name)
    {
        var text = new StringBuilder(name.Length + 4);
        for (var i = 0; i < name.Length; i++)
        {
            var startsWord =
                char.IsUpper(name[i])
                && i > 0
                && (!char.IsUpper(name[i - 1]) || (i + 1 < name.Length && char.IsLower(name[i + 1])))
                && name[i - 1] != '_';
            if (startsWord)
                text.Append('_');
            text.Append(char.ToLowerInvariant(name[i]));
        }
        return text.ToString();
    }

    // Dictionaries: by their non-generic face, or as read-only ones with keys of text

    private static object? Dictionary(object value) => value is IDictionary or IReadOnlyDictionary<string, object?> ? value : null;

    private static bool TryGetEntry(object dictionary, string name, out object? value)
    {
        if (dictionary is IReadOnlyDictionary<string, object?> readOnly)
            return readOnly.TryGetValue(name, out value);
        var entries = (IDictionary)dictionary;
        foreach (DictionaryEntry entry in entries)
        {
            if (KeyText(entry.Key) == name)
            {
                value = entry.Value;
                return true;
            }
        }
        value = null;
        return false;
    }

    private static IEnumerable<KeyValuePair<string, object?>> Entries(Rendering r, object dictionary)
    {
        if (dictionary is IReadOnlyDictionary<string, object?> readOnly)
            return readOnly;
        return ((IDictionary)dictionary).Cast<DictionaryEntry>().Select(e => KeyValuePair.Create(KeyText(e.Key), e.Value));
    }

    private static string KeyText(object key) =>
        key as string ?? Convert.ToString(key, System.Globalization.CultureInfo.InvariantCulture) ?? "";
}
