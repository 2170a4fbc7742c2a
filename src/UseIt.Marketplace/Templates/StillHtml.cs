using System.Net;

namespace UseIt.Marketplace.Templates;

/// <summary>
/// What a page written from a template may hold, whoever wrote the template: text, tables, pictures and links within the marketplace.
/// Nothing that acts by itself, and no address elsewhere that could carry what the page shows: the model is often more than the author of
/// the template may see. An address that stands whole in the template carries nothing.
/// </summary>
public static class StillHtml
{
    private static readonly HashSet<string> Elements = new(
        (
            "html head meta title style body header footer main nav section article aside div span p h1 h2 h3 h4 h5 h6 ul ol li dl dt dd "
            + "table caption colgroup col thead tbody tfoot tr th td a abbr address b bdi blockquote br cite code del em figure figcaption "
            + "hr i img ins kbd mark pre q s samp small strong sub sup time u var wbr details summary "
            + "svg g path rect circle ellipse line polyline polygon text tspan desc defs"
        ).Split(' '),
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly HashSet<string> Addresses = new(
        ["href", "xlink:href", "src", "srcset", "action", "formaction", "data", "poster", "background", "ping", "cite", "longdesc"],
        StringComparer.OrdinalIgnoreCase
    );

    /// <param name="html">What was written.</param>
    /// <param name="by">The texts it was written from.</param>
    /// <param name="path">The template that is named where something is wrong.</param>
    /// <exception cref="TemplateException">It holds something else.</exception>
    public static void Check(string html, TemplateSet by, string path)
    {
        // Every opening bracket is looked at as if a tag began there: whatever quotes or comments a browser sees, it sees no tag we do not.
        for (var at = html.IndexOf('<', StringComparison.Ordinal); at >= 0; at = html.IndexOf('<', at + 1))
            if (at + 1 < html.Length && char.IsAsciiLetter(html[at + 1]) && Wrong(html, at + 1, by) is { } wrong)
                throw new TemplateException($"{path}(1,1) : error : {wrong}");
    }

    private static string? Wrong(string html, int at, TemplateSet by)
    {
        var tag = Until(html, ref at, " \t\r\n\f/>");
        if (!Elements.Contains(tag))
            return $"A page written from a template cannot hold <{Short(tag)}>.";
        while (true)
        {
            while (at < html.Length && (char.IsWhiteSpace(html[at]) || html[at] == '/'))
                at++;
            if (at >= html.Length || html[at] == '>')
                return null;
            var from = at;
            var name = Until(html, ref at, " \t\r\n\f/>=");
            while (at < html.Length && char.IsWhiteSpace(html[at]))
                at++;
            var value = at < html.Length && html[at] == '=' && at > from ? Value(html, ref at) : "";
            if (at == from)
                at++;
            if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase) || name.Equals("http-equiv", StringComparison.OrdinalIgnoreCase))
                return $"A page written from a template cannot have {Short(name)} in <{tag}>.";
            if (Addresses.Contains(name) && !Stays(name, value, by))
                return $"{Short(name)} of <{tag}> leads out of the marketplace. Write the whole address into the template, or leave it out.";
        }
    }

    private static bool Stays(string name, string value, TemplateSet by)
    {
        var address = WebUtility.HtmlDecode(value).Trim();
        if (address.Any(char.IsControl))
            return false;
        if (
            address.Length == 0
            || address[0] is '#' or '?'
            || address[0] == '/' && (address.Length == 1 || address[1] is not ('/' or '\\'))
        )
            return true;
        if (name.Equals("src", StringComparison.OrdinalIgnoreCase) && address.StartsWith("data:image/", StringComparison.OrdinalIgnoreCase))
            return true;
        return address.StartsWith("https://", StringComparison.OrdinalIgnoreCase)
            && by.Texts.Values.Any(text => text.Contains($"\"{value}\"", StringComparison.Ordinal));
    }

    private static string Value(string html, ref int at)
    {
        at++;
        while (at < html.Length && char.IsWhiteSpace(html[at]))
            at++;
        if (at >= html.Length || html[at] is not ('"' or '\''))
            return Until(html, ref at, " \t\r\n\f>");
        var quote = html[at++];
        var end = html.IndexOf(quote, at);
        var value = end < 0 ? html[at..] : html[at..end];
        at = end < 0 ? html.Length : end + 1;
        return value;
    }

    private static string Until(string html, ref int at, string ends)
    {
        var from = at;
        var length = html.AsSpan(at).IndexOfAny(ends);
        at = length < 0 ? html.Length : at + length;
        return html[from..at];
    }

    private static string Short(string text) => text.Length > 30 ? text[..30] : text;
}
