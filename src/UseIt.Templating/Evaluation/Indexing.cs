using System.Collections;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Evaluation;

/// <summary><c>target[index]</c>.</summary>
internal static class Indexing
{
    public static object? Get(Rendering r, IndexAccess node, object owner, object key)
    {
        if (owner is TemplateObject or TemplateArray { Named: not null } && key is string name)
            return Members.TryGet(r, owner, name, out var member) ? member : null;
        if (Sequences.IsList(owner))
            return key is string size ? (Members.TryGet(r, owner, size, out var named) ? named : null) : At(owner, r, node, key);
        if (owner is string or RawHtml)
        {
            var text = r.Text(owner);
            var index = Numbers.ToInt(r, node.Index.Span, key);
            index = index < 0 ? text.Length + index : index;
            return index >= 0 && index < text.Length ? text[index].ToString() : null;
        }
        if (Numbers.Is(owner) || owner is bool)
            throw r.Error(node.Target.Span, $"Cannot use the {Kinds.Of(owner)} primitive `{r.Text(owner)}` as a list.");
        return Members.TryGet(r, owner, r.Text(key), out var value) ? value : null;
    }

    private static object? At(object owner, Rendering r, IndexAccess node, object key)
    {
        var index = Numbers.ToInt(r, node.Index.Span, key);
        if (owner is IList plain and not IReadOnlyList<object?>)
        {
            index = index < 0 ? plain.Count + index : index;
            return index >= 0 && index < plain.Count ? plain[index] : null;
        }
        var items = Sequences.Of(r, null, owner);
        index = index < 0 ? items.Count + index : index;
        return index >= 0 && index < items.Count ? items[index] : null;
    }

    public static void Set(Rendering r, IndexAccess node, object owner, object key, object? value)
    {
        switch (owner)
        {
            case TemplateArray array when key is not string:
                SetItem(r, node, array, Numbers.ToInt(r, node.Index.Span, key), value);
                break;
            case string or RawHtml:
                throw r.Error(node.Index.Span, "Cannot replace a character in a string");
            default:
                var name = r.Text(key);
                var outcome = Members.Set(owner, name, value);
                if (outcome == SetOutcome.Primitive)
                    throw r.Error(node.Target.Span, $"Cannot use the {Kinds.Of(owner)} primitive `{r.Text(owner)}` as a list.");
                if (outcome == SetOutcome.ReadOnly)
                    throw r.Error(node.Index.Span, $"Cannot set a value for the readonly member `{name}` in the indexer: {node}");
                break;
        }
    }

    private static void SetItem(Rendering r, IndexAccess node, TemplateArray array, int index, object? value)
    {
        index = index < 0 ? array.Count + index : index;
        if (index < 0)
            return;
        if (index - array.Count > r.Limits.Loop)
            throw r.Error(node.Span, $"Exceeding number of iteration limit `{r.Limits.Loop}` for internal iteration.");
        r.Charge(Math.Max(0, index - array.Count), node);
        while (array.Count <= index)
            array.Items.Add(null);
        array.Items[index] = value;
    }
}
