using System.Text.RegularExpressions;
using UseIt.Templating.Evaluation;

namespace UseIt.Templating.Functions;

/// <summary>The built-in object <c>regex</c>. Every match has a time limit.</summary>
internal static class RegexFunctions
{
    public static readonly TemplateObject Object = Builtins.Object(
        ("escape", "pattern", static (in Invocation c) => Regex.Escape(Required(c, 0, "pattern", "Escape"))),
        (
            "match",
            "text pattern options?",
            static (in Invocation c) =>
            {
                var match = Create(c, 1, 2).Match(Required(c, 0, "text", "Match"));
                return match.Success ? Groups(match) : new TemplateArray();
            }
        ),
        (
            "matches",
            "text pattern options?",
            static (in Invocation c) =>
            {
                var result = new TemplateArray();
                foreach (Match match in Create(c, 1, 2).Matches(Required(c, 0, "text", "Matches")))
                {
                    c.Rendering.Charge(match.Groups.Count, c.Site);
                    result.Items.Add(Groups(match));
                }
                return result;
            }
        ),
        (
            "replace",
            "text pattern replace options?",
            static (in Invocation c) =>
            {
                var r = c.Rendering;
                var site = c.Site;
                var length = 0L;
                var replacement = Required(c, 2, "replace", "Replace");
                return Create(c, 1, 3)
                    .Replace(
                        Required(c, 0, "text", "Replace"),
                        match =>
                        {
                            var text = match.Result(replacement);
                            r.CheckLength(length += text.Length, site.Span, "`regex.replace`");
                            return text;
                        }
                    );
            }
        ),
        (
            "split",
            "text pattern options?",
            static (in Invocation c) =>
            {
                var parts = Create(c, 1, 2).Split(Required(c, 0, "text", "Split"));
                c.Rendering.Charge(parts.Length, c.Site);
                return new TemplateArray(parts);
            }
        ),
        ("unescape", "pattern", static (in Invocation c) => Regex.Unescape(Required(c, 0, "pattern", "Unescape")))
    );

    private static string Required(in Invocation c, int index, string name, string function) =>
        c.Text(index) ?? throw c.Error($"Argument `{name}` cannot be null for function `{function}`.");

    private static Regex Create(in Invocation c, int pattern, int options)
    {
        var chosen = RegexOptions.None;
        foreach (var option in c.Text(options) ?? "")
        {
            chosen |= option switch
            {
                'i' => RegexOptions.IgnoreCase,
                'm' => RegexOptions.Multiline,
                's' => RegexOptions.Singleline,
                'x' => RegexOptions.IgnorePatternWhitespace,
                _ => RegexOptions.None,
            };
        }
        return new Regex(Required(c, pattern, "pattern", "Regex"), chosen, c.Rendering.Limits.Regex);
    }

    private static TemplateArray Groups(Match match) => new(match.Groups.Values.Select(g => g.Success ? g.Value : ""));
}
