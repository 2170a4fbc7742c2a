using System.Buffers;
using System.Globalization;
using System.Text;

namespace UseIt.Templating.Evaluation;

/// <summary>What has been written so far: indents every line while a block asks for it, escapes, and stops at its limit.</summary>
internal sealed class Output(int limit, bool escapes)
{
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'");

    private readonly StringBuilder text = new();
    private bool atLineStart;

    /// <summary>Blanks written after every line break.</summary>
    public string? Indent { get; set; }

    public bool IsFull => text.Length > limit;

    public void Write(ReadOnlySpan<char> value)
    {
        if (value.IsEmpty)
            return;
        if (Indent is null)
            text.Append(value);
        else
            WriteIndented(value);
        atLineStart = value[^1] == '\n';
    }

    private void WriteIndented(ReadOnlySpan<char> value)
    {
        while (!value.IsEmpty)
        {
            if (atLineStart)
                text.Append(Indent);
            var end = value.IndexOf('\n') + 1;
            atLineStart = end > 0;
            if (end == 0)
                end = value.Length;
            text.Append(value[..end]);
            value = value[end..];
        }
    }

    public void WriteText(ReadOnlySpan<char> value)
    {
        if (!escapes)
        {
            Write(value);
            return;
        }
        for (var at = value.IndexOfAny(Special); at >= 0; at = value.IndexOfAny(Special))
        {
            Write(value[..at]);
            Write(Entity(value[at]));
            value = value[(at + 1)..];
        }
        Write(value);
    }

    public void WriteNumber<T>(T number, CultureInfo culture)
        where T : ISpanFormattable
    {
        Span<char> buffer = stackalloc char[64];
        if (number.TryFormat(buffer, out var length, default, culture))
            Write(buffer[..length]);
        else
            Write(number.ToString(null, culture));
    }

    public static string Escape(string value)
    {
        if (value.AsSpan().IndexOfAny(Special) < 0)
            return value;
        var result = new StringBuilder(value.Length + 16);
        foreach (var c in value)
        {
            if (Special.Contains(c))
                result.Append(Entity(c));
            else
                result.Append(c);
        }
        return result.ToString();
    }

    private static string Entity(char c) =>
        c switch
        {
            '&' => "&amp;",
            '<' => "&lt;",
            '>' => "&gt;",
            '"' => "&quot;",
            _ => "&#39;",
        };

    public override string ToString() => text.ToString();
}
