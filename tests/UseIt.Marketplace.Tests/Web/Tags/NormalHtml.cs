using System.Net;
using System.Text.RegularExpressions;

namespace UseIt.Marketplace.Tests.Web.Tags;

/// <summary>
/// HTML with what a browser does not tell apart made equal: white space, the order of attributes and of classes, entities.
/// </summary>
public static partial class NormalHtml
{
    public static string Of(string html) => string.Join('\n', Pieces(html).Where(piece => piece.Length > 0));

    private static IEnumerable<string> Pieces(string html)
    {
        foreach (Match piece in Piece().Matches(html))
        {
            if (piece.Groups["close"].Success)
                yield return $"</{piece.Groups["close"].Value}>";
            else if (piece.Groups["open"].Success)
                yield return $"<{piece.Groups["open"].Value}{Attributes(piece.Groups["attributes"].Value)}>";
            else
                yield return Spaces().Replace(WebUtility.HtmlDecode(piece.Value), " ").Trim();
        }
    }

    private static string Attributes(string text) =>
        string.Concat(
            Attribute()
                .Matches(text)
                .Select(match => (Name: match.Groups["name"].Value, Value: WebUtility.HtmlDecode(match.Groups["value"].Value)))
                .Select(attribute =>
                    attribute.Name == "class"
                        ? (
                            attribute.Name,
                            Value: string.Join(
                                ' ',
                                attribute.Value.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal)
                            )
                        )
                        : attribute
                )
                .OrderBy(attribute => attribute.Name, StringComparer.Ordinal)
                .Select(attribute => $" {attribute.Name}=\"{attribute.Value}\"")
        );

    [GeneratedRegex(
        """</(?<close>[a-z0-9]+)\s*>|<(?<open>[a-z0-9]+)(?<attributes>(?:"[^"]*"|[^">])*?)/?>|[^<]+""",
        RegexOptions.IgnoreCase
    )]
    private static partial Regex Piece();

    [GeneratedRegex("""(?<name>[^\s=/"]+)(?:="(?<value>[^"]*)")?""")]
    private static partial Regex Attribute();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
