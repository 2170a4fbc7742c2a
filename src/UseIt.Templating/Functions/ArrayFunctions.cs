using UseIt.Templating.Evaluation;
using UseIt.Templating.Parsing;

namespace UseIt.Templating.Functions;

/// <summary>The built-in object <c>array</c>. Every function leaves its input as it is.</summary>
internal static class ArrayFunctions
{
    public static readonly TemplateObject Object = Builtins.Object(
        ("add", "list value", static (in Invocation c) => new TemplateArray([.. c.List(0) ?? [], c.Value(1)])),
        ("add_range", "list1 list2", static (in Invocation c) => new TemplateArray([.. c.List(0) ?? [], .. c.List(1) ?? []])),
        (
            "compact",
            "list",
            static (in Invocation c) => c.List(0) is { } list ? new TemplateArray(list.Where(item => item is not null)) : null
        ),
        (
            "concat",
            "list1 list2",
            static (in Invocation c) =>
                c.Value(0) is null && c.Value(1) is null ? null : new TemplateArray([.. c.List(0) ?? [], .. c.List(1) ?? []])
        ),
        ("cycle", "list group?", static (in Invocation c) => Cycle(c)),
        ("any", "list function args*", static (in Invocation c) => Any(c)),
        ("each", "list function", static (in Invocation c) => Each(c)),
        ("filter", "list function", static (in Invocation c) => Filter(c)),
        ("first", "list", static (in Invocation c) => c.List(0) is [var first, ..] ? first : null),
        ("insert_at", "list index value", static (in Invocation c) => InsertAt(c)),
        ("join", "list delimiter function?", static (in Invocation c) => Join(c)),
        ("last", "list", static (in Invocation c) => c.List(0) is [.., var last] ? last : null),
        ("limit", "list count", static (in Invocation c) => c.List(0) is { } list ? new TemplateArray(list.Take(c.Int(1))) : null),
        ("map", "list member", static (in Invocation c) => Map(c)),
        ("offset", "list index", static (in Invocation c) => c.List(0) is { } list ? new TemplateArray(list.Skip(c.Int(1))) : null),
        ("remove_at", "list index", static (in Invocation c) => RemoveAt(c)),
        ("reverse", "list", static (in Invocation c) => new TemplateArray((c.List(0) ?? []).Reverse())),
        ("size", "list", static (in Invocation c) => c.List(0)?.Count ?? 0),
        ("sort", "list member?", static (in Invocation c) => Sort(c)),
        ("uniq", "list", static (in Invocation c) => c.List(0) is { } list ? new TemplateArray(list.Distinct()) : null),
        ("contains", "list item", static (in Invocation c) => Contains(c))
    );

    private static object? Cycle(in Invocation c)
    {
        if (c.List(0) is not { Count: > 0 } list)
            return null;
        var group = c.Value(1) is null ? c.Rendering.Text(list) : "group " + c.Text(1);
        return list[c.Rendering.NextInCycle(group, list.Count)];
    }

    private static object Any(in Invocation c)
    {
        var function = c.Function(1);
        var rest = c.Rest(2);
        foreach (var item in c.List(0) ?? [])
        {
            if (Truth.Of(c.Call(function, [item, .. rest])))
                return Truth.Box(true);
        }
        return Truth.Box(false);
    }

    private static TemplateArray? Each(in Invocation c)
    {
        var function = c.Function(1);
        if (c.List(0) is not { } list)
            return null;
        var result = new TemplateArray(list.Count);
        foreach (var item in list)
            result.Items.Add(c.Call(function, item));
        return result;
    }

    private static TemplateArray? Filter(in Invocation c)
    {
        var function = c.Function(1);
        if (c.List(0) is not { } list)
            return null;
        var result = new TemplateArray();
        foreach (var item in list)
        {
            if (Truth.Of(c.Call(function, item)))
                result.Items.Add(item);
        }
        return result;
    }

    private static TemplateArray InsertAt(in Invocation c)
    {
        var result = new TemplateArray(c.List(0) ?? []);
        var index = Math.Max(0, c.Int(1));
        if (index - result.Count > c.Rendering.Limits.Loop)
            throw c.Error($"Exceeding number of iteration limit `{c.Rendering.Limits.Loop}` for internal iteration.");
        while (result.Count < index)
            result.Items.Add(null);
        result.Items.Insert(index, c.Value(2));
        return result;
    }

    private static TemplateArray RemoveAt(in Invocation c)
    {
        var result = new TemplateArray(c.List(0) ?? []);
        var index = c.Int(1);
        index = index < 0 ? result.Count + index : index;
        if (index >= 0 && index < result.Count)
            result.Items.RemoveAt(index);
        return result;
    }

    private static object Join(in Invocation c)
    {
        var function = c.Value(2) is null ? null : c.Function(2);
        var (r, site) = (c.Rendering, c.Site);
        var parts = new List<object?>();
        foreach (var item in c.List(0) ?? [])
            parts.Add(function is null ? item : c.Call(function, r.Text(item)));
        var isMarkup = parts.Exists(p => p is RawHtml);
        var texts = parts.ConvertAll(p => isMarkup ? r.Escaped(p) : r.Text(p));
        var delimiter = c.Text(1) ?? "";
        r.CheckLength(texts.Sum(t => (double)t.Length) + Math.Max(0, texts.Count - 1d) * delimiter.Length, site.Span, "`array.join`");
        var joined = string.Join(isMarkup ? r.Escaped(c.Value(1)) : delimiter, texts);
        return isMarkup ? new RawHtml(joined) : joined;
    }

    private static TemplateArray Map(in Invocation c)
    {
        var (r, member) = (c.Rendering, c.Text(1) ?? "");
        var result = new TemplateArray();
        if (c.Value(0) is { } single && !Sequences.CanIterate(single))
            return result;
        foreach (var item in c.List(0) ?? [])
        {
            if (item is not null && Members.TryGet(r, item, member, out var value))
                result.Items.Add(value);
        }
        return result;
    }

    /// <summary>A stable sort by the items or by a member of them; "a.b" is a path where no member has that very name.</summary>
    private static TemplateArray Sort(in Invocation c)
    {
        var (r, site, member) = (c.Rendering, c.Site, c.Text(1));
        var list = c.Value(0) is { } single && !Sequences.CanIterate(single) ? [single] : c.List(0) ?? [];
        var operands = new Operands(site, site, site.Span, site);
        var order = Comparer<object?>.Create(
            (a, b) =>
            {
                if (a is null || b is null)
                    return (a is null ? 0 : 1) - (b is null ? 0 : 1);
                if (a is bool x && b is bool y)
                    return x.CompareTo(y);
                if (IsText(a) != IsText(b))
                    throw r.Error(site.Span, "Failed to compare two elements in the array.");
                if (a is string first && b is string second)
                    return r.Culture.CompareInfo.Compare(first, second);
                return Operators.Apply(r, TokenKind.Less, a, b, operands) is true ? -1
                    : Operators.Apply(r, TokenKind.Greater, a, b, operands) is true ? 1
                    : 0;
            }
        );
        r.Charge((long)(list.Count * Math.Log2(list.Count + 1)), site);
        return new TemplateArray(list.OrderBy(item => member is null ? item : Nested(r, item, member), order));
    }

    private static bool IsText(object value) => value is string or RawHtml;

    private static object? Nested(Rendering r, object? item, string path)
    {
        if (item is null)
            return null;
        if (Members.TryGet(r, item, path, out var value) || !path.Contains('.', StringComparison.Ordinal))
            return value;
        foreach (var name in path.Split('.'))
        {
            if (item is null || !Members.TryGet(r, item, name, out item))
                return null;
        }
        return item;
    }

    private static object Contains(in Invocation c)
    {
        var wanted = c.Value(1);
        foreach (var item in c.List(0) ?? [])
        {
            if (
                Equals(item, wanted)
                || (
                    item is Enum named
                    && (
                        wanted is string name
                            ? named.ToString() == name
                            : Numbers.Is(wanted)
                                && Convert.ToInt64(named, c.Rendering.Culture) == Convert.ToInt64(wanted, c.Rendering.Culture)
                    )
                )
            )
                return Truth.Box(true);
        }
        return Truth.Box(false);
    }
}
