namespace UseIt.Templating.Evaluation;

internal enum LoopKind
{
    For,
    While,
    TableRow,
}

/// <summary>A running loop, for <c>for.index</c> and its like.</summary>
internal sealed class Loop(LoopKind kind, Loop? outer)
{
    public LoopKind Kind => kind;

    public Loop? Outer => outer;

    public int Index { get; set; }

    public IReadOnlyList<object?> Items { get; init; } = [];

    public int Columns { get; init; } = 1;

    public object? Member(string name) =>
        name switch
        {
            "index" => Index,
            "rindex" => Items.Count - Index - 1,
            "first" => Truth.Box(Index == 0),
            "last" => Truth.Box(Index == Items.Count - 1),
            "even" => Truth.Box(Index % 2 == 0),
            "odd" => Truth.Box(Index % 2 == 1),
            "length" => Items.Count,
            "changed" => Truth.Box(Index == 0 || !Equals(Items[Index], Items[Index - 1])),
            "col" => Index % Columns,
            _ => null,
        };

    public void OpenCell(Output output)
    {
        var column = Index % Columns;
        if (Index > 0 && column == 0)
            output.Write($"</tr>\n<tr class=\"row{Index / Columns + 1}\">");
        output.Write($"<td class=\"col{column + 1}\">");
    }
}
