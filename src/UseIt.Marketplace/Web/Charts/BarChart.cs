namespace UseIt.Marketplace.Web.Charts;

/// <summary>
/// Horizontal bars, such as what was promised against what was delivered. The first kind is drawn hollow, the others filled.
/// </summary>
public sealed record BarChart(string Title, string Description, IReadOnlyList<string> Kinds, IReadOnlyList<Bars> Rows)
    : Chart(Title, Description)
{
    private const int LabelHeight = 24;
    private const int BarHeight = 22;
    private const int Gap = 14;

    /// <summary>The longest bar leaves this much room, in percent, for its figure.</summary>
    private const decimal RoomForFigures = 42;

    /// <summary>
    /// Rows of different units (weeks, hours, jobs) each have a scale of their own: what is compared is the bars of one row.
    /// </summary>
    public bool OneScale { get; init; } = true;

    public static BarChart PromisedAndDelivered(
        string title,
        string description,
        IEnumerable<(string Label, decimal Promised, decimal Delivered)> rows
    ) =>
        new(title, description, ["promised", "delivered"], [.. rows.Select(row => new Bars(row.Label, row.Promised, row.Delivered))])
        {
            OneScale = false,
        };

    protected override int Height => Math.Max(Rows.Count * RowHeight - Gap, 1);

    private int RowHeight => LabelHeight + (Kinds.Count * BarHeight) + Gap;

    protected override Markup Picture()
    {
        var largest = Rows.SelectMany(row => row.Values).DefaultIfEmpty().Max();
        var picture = new Markup();
        for (var i = 0; i < Rows.Count; i++)
        {
            var top = i * RowHeight;
            var longest = OneScale ? largest : Rows[i].Values.DefaultIfEmpty().Max();
            picture.Add($"""<text x="0" y="{top + 16}" font-weight="700">{Rows[i].Label}</text>""");
            for (var kind = 0; kind < Kinds.Count; kind++)
                picture.Add($"{Bar(Rows[i].Values[kind], kind, top + LabelHeight + (kind * BarHeight), longest)}");
        }
        return picture;
    }

    private Markup Bar(decimal value, int kind, int top, decimal largest)
    {
        var width = largest <= 0 ? 0 : Math.Max(value, 0) / largest * (100 - RoomForFigures);
        var hollow = kind == 0 && Kinds.Count > 1;
        var colour = hollow ? Quiet : Colours[(kind - 1 + Colours.Length) % Colours.Length];
        var look = hollow ? Markup.Of($"fill=\"#fff\" stroke=\"{colour}\" stroke-width=\"1.5\"") : Markup.Of($"fill=\"{colour}\"");
        return Markup.Of(
            $"""
            <rect x="1" y="{top}" width="{Percent(width)}" height="{BarHeight - 5}" rx="2" {look}/><text x="{Percent(width)}" dx="9" y="{top
                + 14}">{Written(value)} {Kinds[kind]}</text>
            """
        );
    }
}

/// <summary>One row of a bar chart: a value for each kind, in their order.</summary>
public sealed record Bars(string Label, params IReadOnlyList<decimal> Values);
