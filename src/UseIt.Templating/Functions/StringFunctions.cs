using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using UseIt.Templating.Evaluation;

namespace UseIt.Templating.Functions;

/// <summary>The built-in object <c>string</c>.</summary>
internal static class StringFunctions
{
    public static readonly TemplateObject Object = Builtins.Object(
        ("escape", "text", static (in Invocation c) => c.Text(0) is { } text ? Escaped(text) : null),
        ("append", "text with", static (in Invocation c) => Operators.Concatenate(c.Rendering, c.Site, c.Value(0), c.Value(1))),
        ("capitalize", "text", static (in Invocation c) => Capitalized(c.Text(0) ?? "", everyWord: false)),
        ("capitalizewords", "text", static (in Invocation c) => Capitalized(c.Text(0) ?? "", everyWord: true)),
        (
            "contains",
            "text value",
            static (in Invocation c) => Find(c, static (text, value) => text.Contains(value, StringComparison.Ordinal))
        ),
        ("empty", "text", static (in Invocation c) => Truth.Box(string.IsNullOrEmpty(c.Text(0)))),
        ("whitespace", "text", static (in Invocation c) => Truth.Box(string.IsNullOrWhiteSpace(c.Text(0)))),
        ("downcase", "text", static (in Invocation c) => c.Text(0)?.ToLowerInvariant()),
        (
            "ends_with",
            "text value",
            static (in Invocation c) => Find(c, static (text, value) => text.EndsWith(value, StringComparison.Ordinal))
        ),
        (
            "equals_ignore_case",
            "text value",
            static (in Invocation c) => Truth.Box(string.Equals(c.Text(0), c.Text(1), StringComparison.OrdinalIgnoreCase))
        ),
        ("handleize", "text", static (in Invocation c) => c.Text(0) is { } text ? Handle(text) : null),
        ("literal", "text", static (in Invocation c) => c.Text(0) is { } text ? $"\"{Escaped(text)}\"" : null),
        ("lstrip", "text", static (in Invocation c) => Kept(c, static text => text.TrimStart())),
        ("pluralize", "number singular plural", static (in Invocation c) => c.Int(0) == 1 ? c.Value(1) : c.Value(2)),
        ("prepend", "text by", static (in Invocation c) => Operators.Concatenate(c.Rendering, c.Site, c.Value(1), c.Value(0))),
        ("remove", "text remove", static (in Invocation c) => c.Text(1) is "" ? c.Text(0) : Replaced(c, "")),
        ("remove_first", "text remove", static (in Invocation c) => ReplacedOnce(c, "", fromEnd: false)),
        ("remove_last", "text remove", static (in Invocation c) => ReplacedOnce(c, "", fromEnd: true)),
        ("replace", "text match replace", static (in Invocation c) => Replaced(c, c.Text(2) ?? "")),
        ("replace_first", "text match replace from_end?", static (in Invocation c) => ReplacedOnce(c, c.Text(2) ?? "", c.Flag(3))),
        ("rstrip", "text", static (in Invocation c) => Kept(c, static text => text.TrimEnd())),
        ("size", "text", static (in Invocation c) => c.Text(0)?.Length ?? 0),
        ("slice", "text start length?", static (in Invocation c) => Slice(c, c.Value(2) is null ? c.Text(0)?.Length ?? 0 : c.Int(2))),
        ("slice1", "text start length?", static (in Invocation c) => Slice(c, c.Int(2, 1))),
        ("split", "text match", static (in Invocation c) => Split(c)),
        (
            "starts_with",
            "text value",
            static (in Invocation c) => Find(c, static (text, value) => text.StartsWith(value, StringComparison.Ordinal))
        ),
        ("strip", "text", static (in Invocation c) => Kept(c, static text => text.Trim())),
        ("strip_newlines", "text", static (in Invocation c) => c.Text(0)?.ReplaceLineEndings("")),
        (
            "to_int",
            "text",
            static (in Invocation c) => int.TryParse(c.Text(0), NumberStyles.Integer, c.Rendering.Culture, out var number) ? number : null
        ),
        (
            "to_long",
            "text",
            static (in Invocation c) => long.TryParse(c.Text(0), NumberStyles.Integer, c.Rendering.Culture, out var number) ? number : null
        ),
        (
            "to_float",
            "text",
            static (in Invocation c) =>
                float.TryParse(c.Text(0), NumberStyles.Float | NumberStyles.AllowThousands, c.Rendering.Culture, out var number)
                    ? number
                    : null
        ),
        (
            "to_double",
            "text",
            static (in Invocation c) =>
                double.TryParse(c.Text(0), NumberStyles.Float | NumberStyles.AllowThousands, c.Rendering.Culture, out var number)
                    ? number
                    : null
        ),
        ("truncate", "text length ellipsis?", static (in Invocation c) => Truncated(c)),
        ("truncatewords", "text count ellipsis?", static (in Invocation c) => TruncatedWords(c)),
        ("upcase", "text", static (in Invocation c) => c.Text(0)?.ToUpperInvariant()),
        ("md5", "text", static (in Invocation c) => Hash(HashAlgorithmName.MD5, c)),
        ("sha1", "text", static (in Invocation c) => Hash(HashAlgorithmName.SHA1, c)),
        ("sha256", "text", static (in Invocation c) => Hash(HashAlgorithmName.SHA256, c)),
        ("sha512", "text", static (in Invocation c) => Hash(HashAlgorithmName.SHA512, c)),
        ("hmac_sha1", "text secret_key", static (in Invocation c) => KeyedHash(HashAlgorithmName.SHA1, c)),
        ("hmac_sha256", "text secret_key", static (in Invocation c) => KeyedHash(HashAlgorithmName.SHA256, c)),
        ("hmac_sha512", "text secret_key", static (in Invocation c) => KeyedHash(HashAlgorithmName.SHA512, c)),
        ("pad_left", "text width", static (in Invocation c) => (c.Text(0) ?? "").PadLeft(Width(c))),
        ("pad_right", "text width", static (in Invocation c) => (c.Text(0) ?? "").PadRight(Width(c))),
        ("base64_encode", "text", static (in Invocation c) => Convert.ToBase64String(Encoding.UTF8.GetBytes(c.Text(0) ?? ""))),
        ("base64_decode", "text", static (in Invocation c) => Encoding.UTF8.GetString(Convert.FromBase64String(c.Text(0) ?? ""))),
        ("index_of", "text search start_index? count? string_comparison?", static (in Invocation c) => IndexOf(c))
    );

    private static string Escaped(string text)
    {
        var result = new StringBuilder(text.Length + 8);
        Texts.AppendEscaped(result, text);
        return result.ToString();
    }

    private static object Find(in Invocation c, Func<string, string, bool> predicate) =>
        Truth.Box(c.Text(0) is { } text && c.Text(1) is { Length: > 0 } value && predicate(text, value));

    /// <summary>A part of the text, which stays markup if the whole was.</summary>
    private static object? Kept(in Invocation c, Func<string, string> part) =>
        c.Value(0) switch
        {
            null => null,
            RawHtml raw => new RawHtml(part(raw.Html)),
            var value => part(c.Rendering.Text(value)),
        };

    private static string Capitalized(string text, bool everyWord)
    {
        var result = text.ToCharArray();
        for (var i = 0; i < result.Length; i++)
        {
            if (i == 0 || (everyWord && char.IsWhiteSpace(result[i - 1])))
                result[i] = char.ToUpperInvariant(result[i]);
        }
        return new string(result);
    }

    /// <summary>Letters and digits in lower case, and one hyphen for whatever stands between them.</summary>
    private static string Handle(string text)
    {
        var handle = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            if (char.IsLetterOrDigit(c))
                handle.Append(char.ToLowerInvariant(c));
            else if (handle.Length == 0 || handle[^1] != '-')
                handle.Append('-');
        }
        if (handle.Length > 0 && handle[^1] == '-')
            handle.Length--;
        return handle.ToString();
    }

    private static string? Replaced(in Invocation c, string replacement)
    {
        if (c.Text(0) is not { } text || c.Text(1) is not { } match)
            return c.Text(0);
        if (match.Length == 0)
            throw c.Error("The value cannot be an empty string. (Parameter 'oldValue')");
        var found = text.AsSpan().Count(match);
        c.Rendering.CheckLength(text.Length + (double)found * (replacement.Length - match.Length), c.Site.Span, $"`{c.Arguments.Callee}`");
        return text.Replace(match, replacement, StringComparison.Ordinal);
    }

    private static string? ReplacedOnce(in Invocation c, string replacement, bool fromEnd)
    {
        if (c.Text(0) is not { } text || c.Text(1) is not { Length: > 0 } match)
            return c.Text(0);
        var at = fromEnd ? text.LastIndexOf(match, StringComparison.Ordinal) : text.IndexOf(match, StringComparison.Ordinal);
        return at < 0 ? text : c.Limited(string.Concat(text.AsSpan(0, at), replacement, text.AsSpan(at + match.Length)));
    }

    private static string? Slice(in Invocation c, int length)
    {
        if (c.Text(0) is not { } text)
            return null;
        var start = c.Int(1);
        if (start < 0)
            start += text.Length;
        if (start >= text.Length)
            return "";
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        var end = Math.Min(text.Length, (long)start + length);
        return text[Math.Max(0, start)..(int)Math.Max(Math.Max(0, start), end)];
    }

    private static TemplateArray Split(in Invocation c)
    {
        if (c.Text(0) is not { Length: > 0 } text)
            return new TemplateArray();
        var parts = text.Split(c.Text(1) ?? "", StringSplitOptions.RemoveEmptyEntries);
        c.Rendering.Charge(parts.Length, c.Site);
        return new TemplateArray(parts);
    }

    private static string? Truncated(in Invocation c)
    {
        var ellipsis = c.Text(2) ?? "...";
        if (c.Text(0) is not { } text)
            return null;
        var length = c.Int(1);
        if (text.Length <= length)
            return text;
        return text[..Math.Max(0, length - ellipsis.Length)] + ellipsis;
    }

    private static string TruncatedWords(in Invocation c)
    {
        var words = (c.Text(0) ?? "").Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries);
        return words.Length == 0 ? "" : string.Join(' ', words.Take(c.Int(1))) + (c.Text(2) ?? "...");
    }

    private static string Hash(HashAlgorithmName algorithm, in Invocation c) =>
        Convert.ToHexStringLower(CryptographicOperations.HashData(algorithm, Encoding.UTF8.GetBytes(c.Text(0) ?? "")));

    private static string KeyedHash(HashAlgorithmName algorithm, in Invocation c) =>
        Convert.ToHexStringLower(
            CryptographicOperations.HmacData(algorithm, Encoding.UTF8.GetBytes(c.Text(1) ?? ""), Encoding.UTF8.GetBytes(c.Text(0) ?? ""))
        );

    private static int Width(in Invocation c)
    {
        var width = c.Int(1);
        c.Rendering.CheckLength(width, c.Site.Span, $"`{c.Arguments.Callee}`");
        return width;
    }

    private static int IndexOf(in Invocation c)
    {
        var text = c.Text(0) ?? "";
        var search = c.Text(1) ?? throw c.Error("Value cannot be null. (Parameter 'search')");
        var start = c.Int(2);
        var comparison = c.Text(4) is { } name ? Enum.Parse<StringComparison>(name) : StringComparison.CurrentCulture;
        if (comparison is StringComparison.CurrentCulture or StringComparison.CurrentCultureIgnoreCase)
        {
            var options = comparison == StringComparison.CurrentCulture ? CompareOptions.None : CompareOptions.IgnoreCase;
            return c.Rendering.Culture.CompareInfo.IndexOf(text, search, start, c.Int(3, text.Length - start), options);
        }
        return text.IndexOf(search, start, c.Int(3, text.Length - start), comparison);
    }
}
