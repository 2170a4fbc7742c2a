using System.Security.Cryptography;
using System.Text;

namespace UseIt.Marketplace.Templates;

/// <summary>A page that brings its own style, and nothing else.</summary>
public static class StyledPage
{
    /// <summary>
    /// The content security policy under which it is shown: the style written into it, by its digest, and pictures within it.
    /// </summary>
    public static string Policy(string html)
    {
        var from = html.IndexOf("<style>", StringComparison.Ordinal);
        var to = from < 0 ? -1 : html.IndexOf("</style>", from, StringComparison.Ordinal);
        var source =
            to < 0
                ? "'none'"
                : $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(html[(from + "<style>".Length)..to])))}'";
        return $"default-src 'none'; style-src {source}; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    }
}
