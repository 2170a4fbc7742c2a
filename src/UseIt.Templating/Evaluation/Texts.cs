using System.Text;
using UseIt.Templating.Functions;

namespace UseIt.Templating.Evaluation;

/// <summary>Values as text: plain at the top, quoted inside lists and objects.</summary>
internal static class Texts
{
    private const int MaximumDepth = 20;

    public static string Of(Rendering r, object? value) =>
        value switch
        {
            null => "",
            string text => text,
            RawHtml raw => raw.Html,
            bool truth => truth ? "true" : "false",
            DateTime or DateTimeOffset or DateOnly => DateFunctions.Format(r, value, null, r.Culture),
            Function => "<function>",
            Emptiness => "",
            _ when Sequences.IsList(value) || value is TemplateObject || Members.IsDictionary(value) => Composite(r, value),
            _ when Numbers.Is(value) => ((IFormattable)value).ToString(null, r.Culture),
            _ => r.Foreign(() => Convert.ToString(value, r.Culture) ?? "", "A value could not be written."),
        };

    private static string Composite(Rendering r, object value)
    {
        var text = new StringBuilder();
        Append(r, text, value, 0);
        return text.ToString();
    }

    private static void Append(Rendering r, StringBuilder text, object? value, int depth)
    {
        if (depth > MaximumDepth || text.Length > r.Limits.Text)
            throw r.Error(
                r.Page,
                depth > MaximumDepth
                    ? "Structure is too deeply nested or contains reference loops."
                    : $"The text of a list exceeds LimitToString `{r.Limits.Text}`."
            );
        switch (value)
        {
            case null:
                text.Append("null");
                break;
            case string or RawHtml:
                AppendQuoted(text, Of(r, value));
                break;
            case TemplateObject or not null when value is TemplateObject || Members.IsDictionary(value):
                AppendList(
                    r,
                    text,
                    '{',
                    Members.Of(r, value),
                    '}',
                    (member, d) =>
                    {
                        AppendName(text, member.Key);
                        text.Append(": ");
                        Append(r, text, member.Value, d);
                    },
                    depth
                );
                break;
            case not null when Sequences.IsList(value):
                AppendList(r, text, '[', Sequences.Of(r, null, value), ']', (item, d) => Append(r, text, item, d), depth);
                break;
            default:
                text.Append(Of(r, value));
                break;
        }
    }

    private static void AppendList<T>(
        Rendering r,
        StringBuilder text,
        char open,
        IEnumerable<T> items,
        char close,
        Action<T, int> append,
        int depth
    )
    {
        text.Append(open);
        var first = true;
        foreach (var item in items)
        {
            if (!first)
                text.Append(", ");
            first = false;
            append(item, depth + 1);
        }
        text.Append(close);
    }

    private static void AppendName(StringBuilder text, string name)
    {
        if (name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(c => char.IsLetterOrDigit(c) || c == '_'))
            text.Append(name);
        else
            AppendQuoted(text, name);
    }

    public static void AppendQuoted(StringBuilder text, string value)
    {
        text.Append('"');
        AppendEscaped(text, value);
        text.Append('"');
    }

    /// <summary>The text with the escapes a string literal needs.</summary>
    public static void AppendEscaped(StringBuilder text, string value)
    {
        foreach (var c in value)
        {
            text.Append(
                c switch
                {
                    '\\' => "\\\\",
                    '"' => "\\\"",
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "\\t",
                    '\b' => "\\b",
                    '\f' => "\\f",
                    '\v' => "\\v",
                    '\0' => "\\0",
                    < ' ' => $"\\x{(int)c:x2}",
                    _ => c.ToString(),
                }
            );
        }
    }
}
