using System.Numerics;
using UseIt.Templating.Parsing;
using UseIt.Templating.Syntax;

namespace UseIt.Templating.Evaluation;

/// <summary>Where the parts of an operation stand, for its errors.</summary>
internal readonly record struct Operands(Node Whole, Expression Left, Span Operator, Expression Right);

/// <summary>The binary operators, apart from the logical ones, which do not always evaluate both sides.</summary>
internal static class Operators
{
    public static string Symbol(TokenKind op) =>
        op switch
        {
            TokenKind.Plus => "+",
            TokenKind.Minus => "-",
            TokenKind.Times => "*",
            TokenKind.Divide => "/",
            TokenKind.IntegerDivide => "//",
            TokenKind.Modulo => "%",
            TokenKind.ShiftLeft => "<<",
            TokenKind.ShiftRight => ">>",
            TokenKind.Equal => "==",
            TokenKind.NotEqual => "!=",
            TokenKind.Less => "<",
            TokenKind.LessOrEqual => "<=",
            TokenKind.Greater => ">",
            TokenKind.GreaterOrEqual => ">=",
            TokenKind.Range => "..",
            _ => "..<",
        };

    private static bool IsComparison(TokenKind op) => op is >= TokenKind.Equal and <= TokenKind.GreaterOrEqual;

    public static bool AreEqual(Rendering r, object? left, object? right, Expression where) =>
        Apply(r, TokenKind.Equal, left, right, new Operands(where, where, where.Span, where)) is true;

    public static object? Apply(Rendering r, TokenKind op, object? left, object? right, Operands at)
    {
        if (left is Emptiness || right is Emptiness)
        {
            if (op is TokenKind.Equal or TokenKind.NotEqual)
                return Truth.Box(Emptiness.Matches(left is Emptiness ? right : left) == (op == TokenKind.Equal));
            return Apply(r, op, left is Emptiness ? null : left, right is Emptiness ? null : right, at);
        }
        if (IsText(left) || IsText(right))
            return ApplyToText(r, op, left, right, at);
        if (left is null || right is null)
            return ApplyToNull(op, left, right);
        if (left is bool && right is bool)
            return op is TokenKind.Equal or TokenKind.NotEqual
                ? Truth.Box(Equals(left, right) == (op == TokenKind.Equal))
                : throw r.Error(at.Operator, $"The operator `{Symbol(op)}` is not valid for bool<->bool");
        if (Dates.Is(left) || Dates.Is(right))
            return Dates.Apply(r, op, left, right, at);
        if (Sequences.IsList(left) || Sequences.IsList(right))
            return Sequences.Apply(r, op, left, right, at);
        if (left is Enum && right is Enum && IsComparison(op))
            return Compared(op, Comparer<object>.Default.Compare(left, right));
        if (Numbers.Normal(Unwrapped(left)) is { } a && Numbers.Normal(Unwrapped(right)) is { } b)
            return Arithmetic.Apply(r, op, a, b, at);
        if (op is TokenKind.Equal or TokenKind.NotEqual)
            return Truth.Box(Equals(left, right) == (op == TokenKind.Equal));
        if (IsComparison(op) && left is IComparable comparable && left.GetType() == right.GetType())
            return Compared(op, r.Foreign(() => comparable.CompareTo(right), "The values cannot be compared."));
        throw r.Error(
            at.Operator,
            $"Unsupported types `{at.Left}/{Kinds.Of(left)}` {Symbol(op)} `{at.Right}/{Kinds.Of(right)}` for binary operation"
        );
    }

    private static object Unwrapped(object value) =>
        value is Enum ? Convert.ToInt64(value, System.Globalization.CultureInfo.InvariantCulture) : value;

    private static bool IsText(object? value) => value is string or RawHtml or char;

    private static object? ApplyToNull(TokenKind op, object? left, object? right) =>
        op switch
        {
            TokenKind.Equal => Truth.Box(left is null && right is null),
            TokenKind.NotEqual => Truth.Box(left is not null || right is not null),
            _ when IsComparison(op) => Truth.Box(false),
            _ => null,
        };

    public static object Compared(TokenKind op, int order) =>
        Truth.Box(
            op switch
            {
                TokenKind.Equal => order == 0,
                TokenKind.NotEqual => order != 0,
                TokenKind.Less => order < 0,
                TokenKind.LessOrEqual => order <= 0,
                TokenKind.Greater => order > 0,
                _ => order >= 0,
            }
        );

    private static object? ApplyToText(Rendering r, TokenKind op, object? left, object? right, Operands at)
    {
        if (op == TokenKind.Plus)
            return Concatenate(r, at.Whole, left, right);
        if (op == TokenKind.Times)
            return Repeat(r, left, right, at);
        if (!IsComparison(op))
            throw r.Error(at.Operator, $"Operator `{Symbol(op)}` is not supported on string objects");
        // For order null counts as the empty text, but it is not equal to it.
        if (op is (TokenKind.Equal or TokenKind.NotEqual) && (left is null || right is null))
            return ApplyToNull(op, left, right);
        return Compared(op, string.CompareOrdinal(r.Text(left), r.Text(right)));
    }

    /// <summary>Joins two texts. With escaping on, what is already markup stays so and the rest is escaped.</summary>
    public static object Concatenate(Rendering r, Node where, object? left, object? right)
    {
        var text = left is RawHtml || right is RawHtml ? r.Escaped(left) + r.Escaped(right) : r.Text(left) + r.Text(right);
        r.CheckLength(text.Length, where.Span, "String concatenation");
        return left is RawHtml || right is RawHtml ? new RawHtml(text) : text;
    }

    private static string? Repeat(Rendering r, object? left, object? right, Operands at)
    {
        var (text, count) = IsText(left) ? (left, right) : (right, left);
        if (count is null)
            return null;
        if (Numbers.Normal(count) is not { } number)
        {
            throw r.Error(
                at.Left.Span,
                "Expecting an integer. The operator `*` is not supported for the expression. "
                    + "Only working on string x int or int x string"
            );
        }
        var unit = r.Text(text);
        var times = Math.Max(0, Math.Round(Numbers.ToDouble(number)));
        if (unit.Length == 0 || times < 1)
            return "";
        r.CheckLength(unit.Length * times, at.Right.Span, "String multiplication");
        return string.Concat(Enumerable.Repeat(unit, (int)times));
    }

    public static object? Sign(Rendering r, TokenKind op, object? value, Span span)
    {
        if (value is null)
            throw r.Error(span, $"Operator `{Symbol(op)}` is not supported");
        var number =
            Numbers.Normal(value is bool ? null : value)
            ?? throw r.Error(
                span,
                $"Unexpected value `{r.Text(value)} / Type: {Kinds.Of(value)}`. Cannot negate(-)/positive(+) a non-numeric value"
            );
        return op == TokenKind.Plus
            ? number
            : number switch
            {
                int small => Integers.Narrow(-(long)small),
                long large => Integers.Narrow(-(BigInteger)large),
                BigInteger big => Integers.Narrow(-big),
                float single => -single,
                double real => -real,
                _ => -(decimal)number,
            };
    }
}
