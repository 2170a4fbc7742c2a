using System.Globalization;

namespace UseIt.Marketplace.Web.Charts;

/// <summary>A point of a map, known by the number it has in the table beside it.</summary>
public sealed record MapPoint(int Number, string Label, decimal Latitude, decimal Longitude, bool Large);

/// <summary>Points by their coordinates, and lines between some of them; north is up. No background, no script.</summary>
public sealed record PointMap(string Title, string Description, IReadOnlyList<MapPoint> Points, IReadOnlyList<(int From, int To)> Lines)
    : Chart(Title, Description)
{
    private const int Inner = 380;
    private const int Margin = 26;

    protected override int Height => Inner + (2 * Margin);

    protected override Markup Picture()
    {
        var picture = new Markup();
        picture.Add($"""<rect x="0" y="0" width="100%" height="{Height}" fill="#fff" stroke="{Rule}"/>""");
        if (Points.Count == 0)
            return picture;
        var (south, north) = (Points.Min(p => p.Latitude), Points.Max(p => p.Latitude));
        var (west, east) = (Points.Min(p => p.Longitude), Points.Max(p => p.Longitude));
        var at = Points
            .DistinctBy(p => p.Number)
            .ToDictionary(
                p => p.Number,
                p =>
                    (
                        X: Percent(Part(p.Longitude, west, east) * 84 + 8),
                        Y: (Margin + (1 - Part(p.Latitude, south, north)) * Inner).ToString("0.#", CultureInfo.InvariantCulture)
                    )
            );
        foreach (var (from, to) in Lines)
            if (at.TryGetValue(from, out var a) && at.TryGetValue(to, out var b))
                picture.Add(
                    $"""<line x1="{a.X}" y1="{a.Y}" x2="{b.X}" y2="{b.Y}" stroke="{Quiet}" stroke-width="2" stroke-dasharray="6 4"/>"""
                );
        foreach (var point in Points)
        {
            var (x, y) = at[point.Number];
            // Told apart by size and filling, not by hue alone.
            var look = point.Large
                ? Markup.Of($"r=\"17\" fill=\"{Colours[0]}\"")
                : Markup.Of($"r=\"13\" fill=\"#fff\" stroke=\"{Colours[1]}\" stroke-width=\"3\"");
            picture.Add(
                $"""
                <circle cx="{x}" cy="{y}" {look}><title>{point.Label}</title></circle><text x="{x}" y="{y}" dy="5" text-anchor="middle" font-weight="700" fill="{(
                    point.Large ? "#fff" : Ink
                )}">{point.Number}</text>
                """
            );
        }
        return picture;
    }

    // A single point, or points in one line, lie in the middle.
    private static decimal Part(decimal value, decimal least, decimal most) => most == least ? 0.5m : (value - least) / (most - least);
}
