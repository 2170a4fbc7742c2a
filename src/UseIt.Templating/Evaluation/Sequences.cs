using System.Collections;
using UseIt.Templating.Parsing;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Evaluation;

/// <summary>Lists of every origin: arrays and ranges of the template, and what the model can enumerate.</summary>
internal static class Sequences
{
    public static bool IsList(object? value) =>
        value is TemplateArray or IntegerRange || (value is IEnumerable and not (string or TemplateObject) && !Members.IsDictionary(value));

    public static bool CanIterate(object value) => IsList(value) || value is string || Members.IsObject(value);

    public static IReadOnlyList<object?> Of(Rendering r, Node? where, object? value)
    {
        IReadOnlyList<object?> items = value switch
        {
            null => [],
            IReadOnlyList<object?> list => list,
            string text => [.. text.Select(c => (object?)c)],
            IEnumerable many when IsList(value) => Materialized(r, where, many),
            _ when Members.IsObject(value) => [.. Members.Of(r, value).Select(Pair)],
            _ => [value],
        };
        if (where is not null)
            r.Charge(items.Count, where);
        return items;
    }

    private static List<object?> Materialized(Rendering r, Node? where, IEnumerable many)
    {
        return r.Foreign(
            () =>
            {
                var items = new List<object?>();
                foreach (var item in many)
                {
                    if (items.Count >= r.Limits.Loop)
                        throw r.Error(
                            where?.Span ?? r.Page,
                            $"Exceeding number of iteration limit `{r.Limits.Loop}` for internal iteration."
                        );
                    items.Add(item);
                }
                return items;
            },
            "The list could not be read."
        );
    }

    private static object Pair(KeyValuePair<string, object?> member) =>
        new TemplateObject { ["key"] = member.Key, ["value"] = member.Value };

    public static object? Apply(Rendering r, TokenKind op, object left, object right, Operands at)
    {
        switch (op)
        {
            case TokenKind.ShiftLeft when IsList(left):
                return new TemplateArray([.. Of(r, at.Whole, left), right]);
            case TokenKind.ShiftRight when IsList(right):
                return new TemplateArray([left, .. Of(r, at.Whole, right)]);
            case TokenKind.Plus when IsList(left) && IsList(right):
                return new TemplateArray([.. Of(r, at.Whole, left), .. Of(r, at.Whole, right)]);
            case TokenKind.Times when Numbers.Is(IsList(left) ? right : left):
                return Repeat(r, at, IsList(left) ? (left, right) : (right, left));
            case TokenKind.Equal or TokenKind.NotEqual when IsList(left) && IsList(right):
                return Truth.Box(HaveEqualItems(r, left, right, at, 0) == (op == TokenKind.Equal));
            case > TokenKind.NotEqual and <= TokenKind.GreaterOrEqual when IsList(left) && IsList(right):
                return Truth.Box(AreOrdered(r, op, Of(r, at.Whole, left), Of(r, at.Whole, right), at));
            case TokenKind.Equal or TokenKind.NotEqual:
                return Truth.Box(op == TokenKind.NotEqual);
        }
        var symbol = Operators.Symbol(op);
        var hint = op switch
        {
            TokenKind.Plus or TokenKind.ShiftLeft when !IsList(left) => " Expecting an array for the left argument.",
            TokenKind.Plus or TokenKind.ShiftRight when !IsList(right) => " Expecting an array for the right argument.",
            _ => "",
        };
        throw r.Error(
            hint.Contains("left", StringComparison.Ordinal) ? at.Left.Span
                : hint.Length > 0 ? at.Right.Span
                : at.Operator,
            $"The operator `{symbol}` is not supported between {Kinds.Of(left)} and {Kinds.Of(right)}.{hint}"
        );
    }

    private static TemplateArray Repeat(Rendering r, Operands at, (object List, object Count) of)
    {
        var items = Of(r, at.Whole, of.List);
        var count = Math.Max(0, Numbers.ToInt(r, at.Whole.Span, of.Count));
        if ((long)items.Count * count > r.Limits.Loop || count > r.Limits.Loop)
            throw r.Error(at.Operator, $"Exceeding number of iteration limit `{r.Limits.Loop}` for internal iteration.");
        return new TemplateArray(Enumerable.Repeat(items, count).SelectMany(i => i));
    }

    /// <summary>Every pair of items in order, and the shorter list first.</summary>
    private static bool AreOrdered(Rendering r, TokenKind op, IReadOnlyList<object?> left, IReadOnlyList<object?> right, Operands at) =>
        left.Zip(right).All(pair => Operators.Apply(r, op, pair.First, pair.Second, at) is true)
        && (left.Count == right.Count && left.Count > 0 || Operators.Compared(op, left.Count.CompareTo(right.Count)) is true);

    private static bool HaveEqualItems(Rendering r, object left, object right, Operands at, int depth)
    {
        r.EnsureStack(at.Whole);
        if (ReferenceEquals(left, right))
            return true;
        var (a, b) = (Of(r, at.Whole, left), Of(r, at.Whole, right));
        return a.Count == b.Count
            && a.Zip(b)
                .All(pair =>
                    IsList(pair.First) && IsList(pair.Second)
                        ? HaveEqualItems(r, pair.First!, pair.Second!, at, depth + 1)
                        : Operators.Apply(r, TokenKind.Equal, pair.First, pair.Second, at) is true
                );
    }
}
