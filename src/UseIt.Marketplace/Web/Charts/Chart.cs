using System.Globalization;

namespace UseIt.Marketplace.Web.Charts;

/// <summary>A picture of figures that also stand in a table beside it; drawn as SVG without script or style attributes.</summary>
public abstract record Chart(string Title, string Description)
{
    /// <summary>How a figure is written; whole numbers with commas unless said otherwise.</summary>
    public Func<decimal, string> Written { get; init; } = value => value.ToString("#,##0.##", CultureInfo.InvariantCulture);

    protected const string Ink = "#1d1b18";
    protected const string Quiet = "#524d45";
    protected const string Rule = "#d9cfbf";

    /// <summary>Told apart by lightness and by line or filling, never by hue alone.</summary>
    protected static readonly string[] Colours = ["#155e69", "#a4452c", "#5b3a7a"];

    /// <param name="id">Unique on the page or in the report: the names of title and description are built from it.</param>
    public Markup Draw(string id) =>
        Markup.Of(
            $"""
            <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{id}-title {id}-description" width="100%" height="{Height}" font-family="inherit" font-size="15" fill="{Ink}"><title id="{id}-title">{Title}</title><desc id="{id}-description">{Description}</desc>{Picture()}</svg>
            """
        );

    protected abstract int Height { get; }

    protected abstract Markup Picture();

    /// <summary>Percentages let the picture follow the width of the screen while its letters keep their size.</summary>
    protected static string Percent(decimal part) => part.ToString("0.##", CultureInfo.InvariantCulture) + "%";

    /// <summary>Round figures from zero (or below) to just past the largest, at most five steps.</summary>
    public static IReadOnlyList<decimal> Ticks(decimal lowest, decimal highest)
    {
        lowest = Math.Min(0, lowest);
        if (highest <= lowest)
            highest = lowest + 1;
        var rough = (highest - lowest) / 5;
        var power = 1m;
        while (power * 10 <= rough)
            power *= 10;
        while (power > rough)
            power /= 10;
        var step = new[] { 1m, 2m, 5m, 10m }.Select(factor => factor * power).First(candidate => candidate >= rough);
        List<decimal> ticks = [Math.Floor(lowest / step) * step];
        while (ticks[^1] < highest)
            ticks.Add(ticks[^1] + step);
        return ticks;
    }
}
