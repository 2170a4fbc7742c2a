using UseIt.Templating.Evaluation;
using UseIt.Templating.Parsing;

namespace UseIt.Templating.Functions;

/// <summary>The built-in object <c>math</c>.</summary>
internal static class MathFunctions
{
    public static readonly TemplateObject Object = Builtins.Object(
        (
            "abs",
            "value",
            static (in Invocation c) =>
                c.Value(0) is bool
                    ? c.Value(0)
                    : c.Number(0) switch
                    {
                        null => null,
                        decimal exact => Math.Abs(exact),
                        double real => Math.Abs(real),
                        float single => Math.Abs(single),
                        var whole => Integers.Narrow(System.Numerics.BigInteger.Abs(Numbers.ToBig(whole))),
                    }
        ),
        ("ceil", "value", static (in Invocation c) => Whole(c, decimal.Ceiling, Math.Ceiling)),
        ("divided_by", "value divisor", static (in Invocation c) => DividedBy(c)),
        ("floor", "value", static (in Invocation c) => Whole(c, decimal.Floor, Math.Floor)),
        ("format", "value format culture?", static (in Invocation c) => ObjectFunctions.Format(c, "Must be a formattable number")),
        ("is_number", "value", static (in Invocation c) => Truth.Box(Numbers.Is(c.Value(0)))),
        ("minus", "value with", static (in Invocation c) => Calculate(c, TokenKind.Minus)),
        ("modulo", "value with", static (in Invocation c) => Calculate(c, TokenKind.Modulo)),
        ("plus", "value with", static (in Invocation c) => Calculate(c, TokenKind.Plus)),
        (
            "round",
            "value precision?",
            static (in Invocation c) =>
            {
                var precision = c.Int(1);
                return c.Number(0) switch
                {
                    null => 0,
                    decimal exact => decimal.Round(exact, precision),
                    double or float => Math.Round(c.Double(0), precision),
                    var whole => whole,
                };
            }
        ),
        ("times", "value with", static (in Invocation c) => Calculate(c, TokenKind.Times)),
        ("uuid", "", static (in Invocation c) => Guid.NewGuid().ToString()),
        (
            "random",
            "min_value max_value",
            static (in Invocation c) =>
                c.Int(0) > c.Int(1) ? throw c.Error("minValue must be greater than maxValue") : Random.Shared.Next(c.Int(0), c.Int(1))
        )
    );

    private static object? Calculate(in Invocation c, TokenKind op)
    {
        var site = c.Site;
        return Operators.Apply(c.Rendering, op, c.Value(0), c.Value(1), new Operands(site, site, site.Span, site));
    }

    private static object? Whole(in Invocation c, Func<decimal, decimal> exact, Func<double, double> real) =>
        c.Number(0) switch
        {
            null => 0,
            decimal value => exact(value),
            double or float => real(c.Double(0)),
            var whole => whole,
        };

    /// <summary>By a whole number the result is whole too, rounded down.</summary>
    private static object? DividedBy(in Invocation c)
    {
        var quotient = Calculate(c, TokenKind.Divide);
        if (quotient is null || Numbers.Normal(c.Value(1)) is not (int or long or System.Numerics.BigInteger))
            return quotient;
        if (quotient is double real && !double.IsFinite(real))
            throw c.Error("Attempted to divide by zero.");
        return quotient is decimal exact
            ? Integers.Narrow(new System.Numerics.BigInteger(decimal.Floor(exact)))
            : Integers.Narrow(new System.Numerics.BigInteger(Math.Floor(Numbers.ToDouble(quotient))));
    }
}
