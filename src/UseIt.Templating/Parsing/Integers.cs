using System.Numerics;

namespace UseIt.Templating.Parsing;

internal static class Integers
{
    /// <summary>The smallest of int, long and big integer that holds the number, as the language does after every step.</summary>
    public static object Narrow(long value) => value is >= int.MinValue and <= int.MaxValue ? (object)(int)value : value;

    /// <inheritdoc cref="Narrow(long)"/>
    public static object Narrow(BigInteger value)
    {
        if (value >= long.MinValue && value <= long.MaxValue)
            return Narrow((long)value);
        return value;
    }
}
