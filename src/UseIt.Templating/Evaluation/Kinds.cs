using System.Numerics;

namespace UseIt.Templating.Evaluation;

/// <summary>What error messages and <c>object.kind</c> call a value.</summary>
internal static class Kinds
{
    public static string Of(object? value) =>
        value switch
        {
            null => "null",
            bool => "bool",
            string or RawHtml or char => "string",
            int => "int",
            long => "long",
            BigInteger => "bigint",
            double => "double",
            float => "float",
            decimal => "decimal",
            byte => "byte",
            sbyte => "sbyte",
            short => "short",
            ushort => "ushort",
            uint => "uint",
            ulong => "ulong",
            Enum => "enum",
            IntegerRange => "range",
            Function => "function",
            DateTime or DateTimeOffset or DateOnly => "DateTime",
            TimeSpan or TimeOnly => "TimeSpan",
            System.Collections.IEnumerable when Sequences.IsList(value) => "array",
            _ => "object",
        };

    /// <summary>The coarser names of <c>object.typeof</c>.</summary>
    public static string Coarse(object? value) =>
        Of(value) switch
        {
            "null" => "",
            "bool" => "boolean",
            "string" => "string",
            "array" => "array",
            "range" => "iterator",
            "int"
            or "long"
            or "bigint"
            or "double"
            or "float"
            or "decimal"
            or "byte"
            or "sbyte"
            or "short"
            or "ushort"
            or "uint"
            or "ulong" => "number",
            _ => "object",
        };
}
