namespace UseIt.Templating.Parsing;

/// <summary>The text of one template and the path its errors name.</summary>
internal sealed class Source(string text, string path)
{
    public string Text { get; } = text;
    public string Path { get; } = path;

    public (int Line, int Column) PositionOf(int offset)
    {
        var before = Text.AsSpan(0, Math.Clamp(offset, 0, Text.Length));
        return (before.Count('\n') + 1, before.Length - (before.LastIndexOf('\n') + 1) + 1);
    }

    public TemplateError Error(int offset, string message)
    {
        var (line, column) = PositionOf(offset);
        return new TemplateError(Path, line, column, message);
    }
}

/// <summary>A stretch of a template; <see cref="End"/> is the offset after its last character.</summary>
internal readonly record struct Span(Source Source, int Start, int End)
{
    public string Text => Source.Text[Start..End];

    public Span To(Span other) => this with { End = other.End };
}
