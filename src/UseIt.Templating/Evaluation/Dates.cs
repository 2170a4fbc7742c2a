using UseIt.Templating.Parsing;

namespace UseIt.Templating.Evaluation;

/// <summary>Dates and time spans as operands.</summary>
internal static class Dates
{
    public static bool Is(object? value) => value is DateTime or DateTimeOffset or DateOnly or TimeSpan;

    /// <summary>The instant or calendar date as a date and time; null for anything else.</summary>
    public static DateTime? Of(object? value) =>
        value switch
        {
            DateTime date => date,
            DateTimeOffset instant => instant.DateTime,
            DateOnly day => day.ToDateTime(default),
            _ => null,
        };

    public static object? Apply(Rendering r, TokenKind op, object left, object right, Operands at)
    {
        try
        {
            var result = (left, right) switch
            {
                (TimeSpan a, TimeSpan b) => OnSpans(op, a, b),
                (DateTimeOffset a, DateTimeOffset b) => OnDates(op, a.UtcDateTime, b.UtcDateTime),
                (DateTimeOffset a, TimeSpan b) when op is TokenKind.Plus or TokenKind.Minus => a + (op == TokenKind.Plus ? b : -b),
                (_, TimeSpan b) when Of(left) is { } a && op is TokenKind.Plus or TokenKind.Minus => a + (op == TokenKind.Plus ? b : -b),
                _ when Of(left) is { } a && Of(right) is { } b => OnDates(op, a, b),
                _ => null,
            };
            if (result is not null)
                return result;
        }
        catch (Exception e) when (e is ArgumentOutOfRangeException or OverflowException)
        {
            throw r.Error(at.Operator, "The date or time span is out of range.", e);
        }
        if (op is TokenKind.Equal or TokenKind.NotEqual)
            return Truth.Box(op == TokenKind.NotEqual);
        throw r.Error(at.Operator, $"The operator `{Operators.Symbol(op)}` is not supported for {Kinds.Of(left)} and {Kinds.Of(right)}");
    }

    private static object? OnSpans(TokenKind op, TimeSpan a, TimeSpan b) =>
        op switch
        {
            TokenKind.Plus => a + b,
            TokenKind.Minus => a - b,
            >= TokenKind.Equal and <= TokenKind.GreaterOrEqual => Operators.Compared(op, a.CompareTo(b)),
            _ => null,
        };

    private static object? OnDates(TokenKind op, DateTime a, DateTime b) =>
        op switch
        {
            TokenKind.Minus => a - b,
            >= TokenKind.Equal and <= TokenKind.GreaterOrEqual => Operators.Compared(op, a.CompareTo(b)),
            _ => null,
        };
}
