using System.Numerics;
using UseIt.Templating.Parsing;

namespace UseIt.Templating.Evaluation;

/// <summary>
/// Numbers by numbers: decimal if either is decimal, else double, float or integer. Integers never overflow: they grow
/// from int to long to big integer and shrink back. <c>/</c> of integers is a double; <c>//</c> is a whole number.
/// </summary>
internal static class Arithmetic
{
    private const int MaximumBits = 1 << 20;

    public static object? Apply(Rendering r, TokenKind op, object left, object right, Operands at)
    {
        try
        {
            if (left is decimal || right is decimal)
                return OnDecimals(r, op, Numbers.ToDecimal(left), Numbers.ToDecimal(right), at);
            if (left is double || right is double)
                return OnDoubles(r, op, Numbers.ToDouble(left), Numbers.ToDouble(right), at);
            if (left is float || right is float)
                return OnFloats(r, op, Numbers.ToDouble(left), Numbers.ToDouble(right), at);
            if (left is int a && right is int b && OnInts(op, a, b) is { } small)
                return small;
            return OnIntegers(r, op, Numbers.ToBig(left), Numbers.ToBig(right), at);
        }
        catch (DivideByZeroException)
        {
            throw r.Error(at.Operator, "Attempted to divide by zero.");
        }
        catch (OverflowException)
        {
            throw r.Error(at.Operator, "Value was either too large or too small for a Decimal.");
        }
    }

    private static object? OnFloats(Rendering r, TokenKind op, double a, double b, Operands at)
    {
        if (op == TokenKind.IntegerDivide)
            return (float)Math.Truncate(a / b);
        var result = OnDoubles(r, op, a, b, at);
        return result is double wide ? (float)wide : result;
    }

    /// <summary>The common cases without a detour through big integers.</summary>
    private static object? OnInts(TokenKind op, int a, int b) =>
        op switch
        {
            TokenKind.Plus => Integers.Narrow((long)a + b),
            TokenKind.Minus => Integers.Narrow((long)a - b),
            TokenKind.Times => Integers.Narrow((long)a * b),
            TokenKind.Divide => (double)a / b,
            TokenKind.Equal => Truth.Box(a == b),
            TokenKind.NotEqual => Truth.Box(a != b),
            TokenKind.Less => Truth.Box(a < b),
            TokenKind.LessOrEqual => Truth.Box(a <= b),
            TokenKind.Greater => Truth.Box(a > b),
            TokenKind.GreaterOrEqual => Truth.Box(a >= b),
            _ => null,
        };

    private static object? OnIntegers(Rendering r, TokenKind op, BigInteger a, BigInteger b, Operands at)
    {
        switch (op)
        {
            case TokenKind.Plus:
                return Integers.Narrow(a + b);
            case TokenKind.Minus:
                return Integers.Narrow(a - b);
            case TokenKind.Times:
                CheckBits(r, a.GetBitLength() + b.GetBitLength(), at, "Multiplication");
                return Integers.Narrow(a * b);
            case TokenKind.Divide:
                return (double)a / (double)b;
            case TokenKind.IntegerDivide:
                return Integers.Narrow(BigInteger.Divide(a, b));
            case TokenKind.Modulo:
                return Integers.Narrow(BigInteger.Remainder(a, b));
            case TokenKind.ShiftLeft:
                return Shift(r, a, b, at);
            case TokenKind.ShiftRight:
                return Shift(r, a, -b, at);
            case TokenKind.Range:
                return Range(r, a, b, at);
            case TokenKind.RangeExclusive:
                return a == b ? new IntegerRange(0, 0, 0) : Range(r, a, a < b ? b - 1 : b + 1, at);
            default:
                return Operators.Compared(op, a.CompareTo(b));
        }
    }

    private static object Shift(Rendering r, BigInteger value, BigInteger by, Operands at)
    {
        if (BigInteger.Abs(by) > MaximumBits)
            throw r.Error(at.Operator, $"Shift amount `{BigInteger.Abs(by)}` exceeds the limit of {MaximumBits}.");
        CheckBits(r, value.GetBitLength() + (long)by, at, "Shift");
        return Integers.Narrow(by >= 0 ? value << (int)by : value >> (int)-by);
    }

    private static void CheckBits(Rendering r, long bits, Operands at, string operation)
    {
        if (bits > MaximumBits)
            throw r.Error(at.Operator, $"{operation} exceeds the limit of {MaximumBits} bits of an integer.");
        r.Charge(bits >> 6, at.Whole);
    }

    private static IntegerRange Range(Rendering r, BigInteger first, BigInteger last, Operands at)
    {
        var count = BigInteger.Abs(last - first) + 1;
        if (count > r.Limits.Loop)
            throw r.Error(at.Operator, $"Range expression exceeds LoopLimit `{r.Limits.Loop}`.");
        if (BigInteger.Max(BigInteger.Abs(first), BigInteger.Abs(last)) > long.MaxValue / 2)
            throw r.Error(at.Operator, "The ends of a range are too large.");
        return new IntegerRange((long)first, (long)last, (int)count);
    }

    private static object? OnDoubles(Rendering r, TokenKind op, double a, double b, Operands at) =>
        op switch
        {
            TokenKind.Plus => a + b,
            TokenKind.Minus => a - b,
            TokenKind.Times => a * b,
            TokenKind.Divide => a / b,
            TokenKind.IntegerDivide => Math.Round(a / b),
            TokenKind.Modulo => a % b,
            TokenKind.ShiftLeft => a * Math.Pow(2, b),
            TokenKind.ShiftRight => a / Math.Pow(2, b),
            TokenKind.Equal => Truth.Box(a == b),
            TokenKind.NotEqual => Truth.Box(a != b),
            TokenKind.Less => Truth.Box(a < b),
            TokenKind.LessOrEqual => Truth.Box(a <= b),
            TokenKind.Greater => Truth.Box(a > b),
            TokenKind.GreaterOrEqual => Truth.Box(a >= b),
            _ => throw r.Error(at.Operator, $"The operator `{Operators.Symbol(op)}` is not implemented for double<->double"),
        };

    private static object? OnDecimals(Rendering r, TokenKind op, decimal a, decimal b, Operands at) =>
        op switch
        {
            TokenKind.Plus => a + b,
            TokenKind.Minus => a - b,
            TokenKind.Times => a * b,
            TokenKind.Divide => a / b,
            TokenKind.IntegerDivide => decimal.Round(a / b),
            TokenKind.Modulo => a % b,
            TokenKind.ShiftLeft => a * (decimal)Math.Pow(2, (double)b),
            TokenKind.ShiftRight => a / (decimal)Math.Pow(2, (double)b),
            TokenKind.Range or TokenKind.RangeExclusive => throw r.Error(
                at.Operator,
                $"The operator `{Operators.Symbol(op)}` is not implemented for decimal<->decimal"
            ),
            _ => Operators.Compared(op, a.CompareTo(b)),
        };
}
