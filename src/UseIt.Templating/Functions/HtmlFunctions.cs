using System.Net;
using System.Text;
using System.Text.RegularExpressions;
using UseIt.Templating.Evaluation;

namespace UseIt.Templating.Functions;

/// <summary>The built-in object <c>html</c>. What it makes safe itself is not escaped a second time.</summary>
internal static class HtmlFunctions
{
    private const string Tags = """<script.*?</script>|<!--.*?-->|<style.*?</style>|<(?:[^>'"]|'[^']*'|"[^"]*")*>""";

    // RFC 3986: what stands for itself in a URL, and what has a meaning in its syntax.
    private const string UrlCharacters = "-_.~;/?:@&=+$,#[]!'()*";

    public static readonly TemplateObject Object = Builtins.Object(
        (
            "strip",
            "text",
            static (in Invocation c) =>
                c.Text(0) is { } text
                    ? Regex.Replace(text, Tags, "", RegexOptions.IgnoreCase | RegexOptions.Singleline, c.Rendering.Limits.Regex)
                    : null
        ),
        ("escape", "text", static (in Invocation c) => c.Text(0) is { } text ? AsRawHtml(c, c.Limited(WebUtility.HtmlEncode(text))) : null),
        (
            "newline_to_br",
            "text",
            static (in Invocation c) =>
                c.Value(0) is { } value
                    ? AsRawHtml(c, c.Limited(WithBreaks(c.Rendering.Options.Escape ? c.Rendering.Escaped(value) : c.Rendering.Text(value))))
                    : null
        ),
        ("url_encode", "text", static (in Invocation c) => c.Text(0) is { } text ? c.Limited(Uri.EscapeDataString(text)) : null),
        ("url_escape", "text", static (in Invocation c) => c.Text(0) is { } text ? c.Limited(UrlEscape(text)) : null)
    );

    private static object AsRawHtml(in Invocation c, string html) => c.Rendering.Options.Escape ? new RawHtml(html) : html;

    private static string WithBreaks(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        for (var i = 0; i < text.Length; i++)
        {
            var isSecondOfPair = text[i] == '\n' && i > 0 && text[i - 1] == '\r';
            if (text[i] is '\r' or '\n' && !isSecondOfPair)
                result.Append("<br />");
            result.Append(text[i]);
        }
        return result.ToString();
    }

    private static string UrlEscape(string text)
    {
        var result = new StringBuilder(text.Length + 16);
        foreach (var rune in text.EnumerateRunes())
        {
            if (
                rune.IsAscii
                && (char.IsAsciiLetterOrDigit((char)rune.Value) || UrlCharacters.Contains((char)rune.Value, StringComparison.Ordinal))
            )
                result.Append((char)rune.Value);
            else
                result.Append(Uri.EscapeDataString(rune.ToString()));
        }
        return result.ToString();
    }
}
