using System.Globalization;
using System.Xml.Linq;
using UseIt.Marketplace.Web.Charts;

namespace UseIt.Marketplace.Tests.Web.Charts;

public sealed class ChartTests
{
    private static readonly XNamespace Svg = "http://www.w3.org/2000/svg";

    private static readonly BarChart Bars = BarChart.PromisedAndDelivered(
        "Promised & delivered",
        "Hours are at two thirds.",
        [("Volunteering hours", 480, 320.5m), ("Local jobs", 12, 0)]
    );

    private static readonly LineChart Growth = new(
        "Turnover",
        "It grew.",
        [new("Turnover", [new(new(2024, 3, 31), 1_000), new(new(2026, 3, 31), 3_000), new(new(2025, 3, 31), 2_000)])]
    )
    {
        Marks = [new(2025, 3, 31), new(2020, 1, 1)],
    };

    private static XElement Draw(Chart chart) => XElement.Parse(chart.Draw("chart-1").ToString());

    [Fact]
    public void is_named_and_described_for_those_who_hear_it()
    {
        var svg = Draw(Bars);
        Assert.Equal("img", svg.Attribute("role")!.Value);
        Assert.Equal("chart-1-title chart-1-description", svg.Attribute("aria-labelledby")!.Value);
        Assert.Equal(
            "Promised & delivered",
            svg.Elements(Svg + "title").Single(title => title.Attribute("id")!.Value == "chart-1-title").Value
        );
        Assert.Equal(
            "Hours are at two thirds.",
            svg.Elements(Svg + "desc").Single(description => description.Attribute("id")!.Value == "chart-1-description").Value
        );
    }

    private static decimal[] Widths(Chart chart) =>
        [
            .. Draw(chart)
                .Elements(Svg + "rect")
                .Select(bar => decimal.Parse(bar.Attribute("width")!.Value.TrimEnd('%'), CultureInfo.InvariantCulture)),
        ];

    [Fact]
    public void bars_are_as_long_as_their_figures()
    {
        var widths = Widths(Bars with { OneScale = true });
        Assert.Equal(4, widths.Length);
        Assert.Equal(320.5m / 480, widths[1] / widths[0], 3);
        Assert.Equal(12m / 480, widths[2] / widths[0], 3);
        Assert.Equal(0, widths[3]);
    }

    [Fact]
    public void promises_of_different_units_are_not_measured_against_each_other()
    {
        var widths = Widths(Bars);
        Assert.Equal(widths[0], widths[2]);
        Assert.Equal(320.5m / 480, widths[1] / widths[0], 3);
    }

    [Fact]
    public void every_bar_says_its_figure_and_which_it_is() =>
        Assert.Equal(
            ["Volunteering hours", "480 promised", "320.5 delivered", "Local jobs", "12 promised", "0 delivered"],
            Draw(Bars).Elements(Svg + "text").Select(text => text.Value)
        );

    [Theory]
    [InlineData("de-DE")]
    [InlineData("ar-SA")]
    public void draws_the_same_whatever_the_culture(string culture)
    {
        var (bars, growth) = (Bars.Draw("a").ToString(), Growth.Draw("b").ToString());
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo(culture);
            Assert.Equal((bars, growth), (Bars.Draw("a").ToString(), Growth.Draw("b").ToString()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Fact]
    public void a_line_goes_from_its_first_day_to_its_last_at_the_height_of_its_figures()
    {
        var points = Draw(Growth)
            .Descendants(Svg + "polyline")
            .Single()
            .Attribute("points")!
            .Value.Split(' ')
            .Select(point => point.Split(',').Select(part => decimal.Parse(part, CultureInfo.InvariantCulture)).ToArray())
            .ToList();
        Assert.Equal(3, points.Count);
        Assert.True(points[0][0] < points[1][0] && points[1][0] < points[2][0]);
        Assert.Equal(points[0][1] - points[1][1], points[1][1] - points[2][1], 1);
        Assert.Equal(0, points[2][1]);
    }

    [Fact]
    public void marks_only_days_within_the_picture() =>
        Assert.Single(Draw(Growth).Elements(Svg + "line"), line => line.Attribute("stroke-dasharray") is not null);

    [Theory]
    [InlineData(0, 0, "0 0.2 0.4 0.6 0.8 1")]
    [InlineData(0, 7, "0 2 4 6 8")]
    [InlineData(0, 310_000, "0 100000 200000 300000 400000")]
    [InlineData(-30, 80, "-50 0 50 100")]
    [InlineData(0, 1, "0 0.2 0.4 0.6 0.8 1")]
    public void the_scale_has_round_steps(int lowest, int highest, string steps) =>
        Assert.Equal(steps.Split(' ').Select(step => decimal.Parse(step, CultureInfo.InvariantCulture)), Chart.Ticks(lowest, highest));

    [Fact]
    public void nothing_to_show_is_said() =>
        Assert.Contains("No figures yet", Draw(Growth with { Lines = [] }).Value, StringComparison.Ordinal);

    [Fact]
    public void carries_no_style_that_the_content_security_policy_would_refuse() =>
        Assert.DoesNotContain(
            Draw(Bars).DescendantsAndSelf().Concat(Draw(Growth).DescendantsAndSelf()),
            part => part.Attribute("style") is not null || part.Name == Svg + "style"
        );

    [Fact]
    public void a_map_puts_north_up_and_east_right_and_joins_only_what_is_on_it()
    {
        var map = Draw(
            new PointMap(
                "Assets",
                "Two of them.",
                [new(1, "Hospital & grounds", 52.49m, -1.93m, true), new(2, "Hall", 52.48m, -1.90m, false)],
                [(1, 2), (1, 7)]
            )
        );
        var circles = map.Elements(Svg + "circle").ToArray();
        decimal Of(XElement circle, string attribute) =>
            decimal.Parse(circle.Attribute(attribute)!.Value.TrimEnd('%'), CultureInfo.InvariantCulture);
        Assert.True(Of(circles[0], "cy") < Of(circles[1], "cy"));
        Assert.True(Of(circles[0], "cx") < Of(circles[1], "cx"));
        Assert.Equal("Hospital & grounds", circles[0].Element(Svg + "title")!.Value);
        Assert.Single(map.Elements(Svg + "line"));
        // One point alone lies in the middle; none is an empty frame.
        var alone = Draw(new PointMap("Assets", "One.", [new(1, "Hall", 52.48m, -1.90m, false)], []));
        Assert.Equal("50%", Assert.Single(alone.Elements(Svg + "circle")).Attribute("cx")!.Value);
        Assert.Empty(Draw(new PointMap("Assets", "None.", [], [])).Elements(Svg + "circle"));
    }
}
