using System.Text.RegularExpressions;

namespace UseIt.Marketplace.Opportunities;

/// <summary>Texts of other publishers as people should read them. What is stored stays as it came.</summary>
public static partial class SourceText
{
    /// <summary>
    /// Some publishers' line breaks arrive as the letters "rn" (a lost backslash); where they cannot be part of a word they become line
    /// breaks again.
    /// </summary>
    public static string Readable(string text)
    {
        var readable = text.Replace("\r\n", "\n", StringComparison.Ordinal);
        if (!readable.Contains('\n'))
            readable = LostBreaks().Replace(readable, m => new string('\n', m.Groups["rn"].Captures.Count));
        return readable.Replace('\u00a0', ' ').Trim();
    }

    // Twice in a row, after punctuation, or before a capital or a dash: no English word has that.
    [GeneratedRegex(
        @"(?<rn>rn)([ \t]*(?<rn>rn))+[ \t]*|(?<=[.:;,!?)/\]]\s?)(?<rn>rn)[ \t]*(?=[^a-z])|(?<=[a-z])(?<!\b[Mm]ode)(?<rn>rn)(?=[A-Z][a-z]|- |â€¢|•)",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex LostBreaks();
}
