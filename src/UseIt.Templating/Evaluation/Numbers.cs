using System.Globalization;
using System.Numerics;
using UseIt.Templating.Parsing;

namespace UseIt.Templating.Evaluation;

/// <summary>Numbers of the model seen as the six kinds the language calculates with.</summary>
internal static class Numbers
{
    public static bool Is(object? value) =>
        value is int or long or decimal or double or BigInteger or float or byte or sbyte or short or ushort or uint or ulong;

    /// <summary>The value as int, long, BigInteger, float, double or decimal; null if it is no number.</summary>
    public static object? Normal(object? value) =>
        value switch
        {
            int or long or decimal or double or BigInteger or float => value,
            byte b => (int)b,
            sbyte s => (int)s,
            short s => (int)s,
            ushort u => (int)u,
            uint u => (long)u,
            ulong u => Integers.Narrow(u),
            bool b => b ? 1 : 0,
            _ => null,
        };

    public static double ToDouble(object number) =>
        number is BigInteger big ? (double)big : Convert.ToDouble(number, CultureInfo.InvariantCulture);

    public static decimal ToDecimal(object number) =>
        number is BigInteger big ? (decimal)big : Convert.ToDecimal(number, CultureInfo.InvariantCulture);

    public static BigInteger ToBig(object number) =>
        number switch
        {
            int small => small,
            long large => large,
            BigInteger big => big,
            _ => new BigInteger(ToDouble(number)),
        };

    public static int ToInt(Rendering r, Span span, object value)
    {
        if (value is string text && int.TryParse(text, NumberStyles.Integer, r.Culture, out var parsed))
            return parsed;
        var number = Normal(value) ?? throw r.Error(span, $"Unable to convert type `{Kinds.Of(value)}` to int");
        try
        {
            return number switch
            {
                int small => small,
                long large => checked((int)large),
                BigInteger big => (int)big,
                _ => Convert.ToInt32(number, CultureInfo.InvariantCulture),
            };
        }
        catch (OverflowException)
        {
            throw r.Error(span, $"Unable to convert type `{Kinds.Of(value)}` to int");
        }
    }
}
