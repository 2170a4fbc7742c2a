using System.Globalization;

namespace UseIt.Marketplace.Web.Charts;

/// <summary>Figures over time, such as an enterprise's turnover, with events marked by number.</summary>
public sealed record LineChart(string Title, string Description, IReadOnlyList<Line> Lines) : Chart(Title, Description)
{
    private const int PlotTop = 30;
    private const int PlotHeight = 200;
    private const int Below = 34;

    /// <summary>Days that explain the line, such as the start of a contract; numbered here, named in the table.</summary>
    public IReadOnlyList<DateOnly> Marks { get; init; } = [];

    protected override int Height => PlotTop + PlotHeight + Below;

    protected override Markup Picture()
    {
        var points = Lines.SelectMany(line => line.Points).ToList();
        if (points.Count == 0)
            return Markup.Of($"""<text x="0" y="20">No figures yet</text>""");

        var ticks = Ticks(points.Min(point => point.Value), points.Max(point => point.Value));
        var (first, last) = (points.Min(point => point.On), points.Max(point => point.On));
        var plot = new Plot(first, last, ticks[0], ticks[^1]);

        var picture = new Markup();
        foreach (var tick in ticks)
        {
            var y = PlotTop + Pixels(plot.Y(tick));
            picture.Add(
                $"""<line x1="0" x2="100%" y1="{y}" y2="{y}" stroke="{Rule}"/><text x="0" y="{y - 4}" font-size="13" fill="{Quiet}">{Written(tick)}</text>"""
            );
        }
        for (var i = 0; i < Marks.Count; i++)
        {
            if (Marks[i] < first || Marks[i] > last)
                continue;
            var x = Percent(plot.X(Marks[i]));
            picture.Add(
                $"""<line x1="{x}" x2="{x}" y1="{PlotTop - 8}" y2="{PlotTop + PlotHeight}" stroke="{Quiet}" stroke-dasharray="2 4"/><text x="{x}" y="{PlotTop - 12}" font-size="13" font-weight="700" text-anchor="middle">{i + 1}</text>"""
            );
        }
        for (var i = 0; i < Lines.Count; i++)
            picture.Add($"{DrawLine(Lines[i], i, plot)}");
        var axis = PlotTop + PlotHeight + 22;
        picture.Add(
            $"""<text x="0" y="{axis}" font-size="13" fill="{Quiet}">{Month(first)}</text><text x="100%" y="{axis}" font-size="13" text-anchor="end" fill="{Quiet}">{Month(last)}</text>"""
        );
        return picture;
    }

    private Markup DrawLine(Line line, int number, Plot plot)
    {
        var colour = Colours[number % Colours.Length];
        var dashes = number == 0 ? null : Markup.Attribute("stroke-dasharray", number == 1 ? "7 5" : "2 5");
        var ordered = line.Points.OrderBy(point => point.On).ToList();
        var path = string.Join(' ', ordered.Select(point => Invariant(plot.X(point.On)) + "," + Invariant(plot.Y(point.Value))));
        // Stretched to any width; the stroke keeps its own.
        var drawn = Markup.Of(
            $"""
            <svg x="0" y="{PlotTop}" width="100%" height="{PlotHeight}" viewBox="0 0 100 100" preserveAspectRatio="none" overflow="visible"><polyline points="{path}" fill="none" stroke="{colour}" stroke-width="3" stroke-linejoin="round" vector-effect="non-scaling-stroke"{dashes}/></svg>
            """
        );
        foreach (var point in ordered)
            drawn.Add($"""<circle cx="{Percent(plot.X(point.On))}" cy="{PlotTop + Pixels(plot.Y(point.Value))}" r="4" fill="{colour}"/>""");
        if (ordered.Count == 0)
            return drawn;
        var end = PlotTop + Pixels(plot.Y(ordered[^1].Value));
        return drawn.Add(
            $"""<text x="{Percent(plot.X(ordered[^1].On))}" dx="-8" y="{end - 10}" text-anchor="end" font-weight="700" fill="{colour}">{line.Name} {Written(ordered[^1].Value)}</text>"""
        );
    }

    private static int Pixels(decimal percent) => (int)Math.Round(percent * PlotHeight / 100);

    private static string Invariant(decimal value) => value.ToString("0.##", CultureInfo.InvariantCulture);

    private static string Month(DateOnly day) => day.ToString("MMM yyyy", CultureInfo.InvariantCulture);

    /// <summary>Where things stand, in percent from the left and from the top; the left margin belongs to the scale's figures.</summary>
    private sealed record Plot(DateOnly First, DateOnly Last, decimal Lowest, decimal Highest)
    {
        private const decimal Left = 14;
        private const decimal Right = 97;

        public decimal X(DateOnly day) =>
            First == Last ? Right : Left + ((Right - Left) * (day.DayNumber - First.DayNumber) / (Last.DayNumber - First.DayNumber));

        public decimal Y(decimal value) => 100 - (100 * (value - Lowest) / (Highest - Lowest));
    }
}

public sealed record Line(string Name, IReadOnlyList<LinePoint> Points);

public sealed record LinePoint(DateOnly On, decimal Value);
