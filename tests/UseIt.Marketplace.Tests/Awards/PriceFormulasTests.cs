using UseIt.Marketplace.Awards;
using UseIt.Marketplace.Values;
using static UseIt.Marketplace.Awards.PriceFormulaKind;

namespace UseIt.Marketplace.Tests.Awards;

public sealed class PriceFormulasTests
{
    private static readonly decimal[] Three = [100_000m, 110_000m, 130_000m];
    private static readonly PriceFormula BenchmarkFormula = new(Benchmark, BestPrice: 100_000m, HighestPrice: 140_000m);

    [Fact]
    public void F1_lowest_price_relative()
    {
        Assert.Equal([100m, 90.9091m, 76.9231m], Marks(new(LowestPriceRelative), 100m, Three, 4));
        // Crown Commercial Service, Digital Outcomes.
        Assert.Equal([0.667m, 1m, 0.333m], Marks(new(LowestPriceRelative), 1m, [15_000m, 10_000m, 30_000m], 3));
        // A published example with 40% for price, shown there as 40, 38 and 37.
        Assert.Equal([40m, 38.10m, 37.04m], Marks(new(LowestPriceRelative), 40m, [100m, 105m, 108m], 2));
        Assert.Equal([40m, 38m, 37m], Marks(new(LowestPriceRelative), 40m, [100m, 105m, 108m], 0));
    }

    [Fact]
    public void F2_linear_above_the_lowest()
    {
        Assert.Equal([100m, 90m, 70m], Marks(new(LinearAboveLowest), 100m, Three, 4));
        Assert.Equal([40m, 0m, 0m], Marks(new(LinearAboveLowest), 40m, [100m, 200m, 350m], 4));
    }

    [Fact]
    public void F3_between_lowest_and_highest()
    {
        Assert.Equal([100m, 66.6667m, 0m], Marks(new(LowestToHighest), 100m, Three, 4));
        Assert.Equal([60m, 60m], Marks(new(LowestToHighest), 60m, [500m, 500m], 4));
    }

    [Fact]
    public void F4_deviation_from_the_mean()
    {
        Assert.Equal([61.7647m, 52.9412m, 35.2941m], Marks(new(DeviationFromMean), 100m, Three, 4));
        // Half the mean reaches the top, and one and a half times the mean the bottom; nothing goes beyond.
        Assert.Equal([100m, 0m], Marks(new(DeviationFromMean), 100m, [10m, 190m], 4));
    }

    [Fact]
    public void F5_published_benchmark()
    {
        Assert.Equal([100m, 75m, 25m], Marks(BenchmarkFormula, 100m, Three, 4));
        Assert.Equal([60m, 0m], Marks(BenchmarkFormula, 60m, [90_000m, 150_000m], 4));
    }

    [Fact]
    public void F6_price_per_quality_point()
    {
        decimal[] figures = Figures(new(PricePerQualityPoint), [70m, 80m, 90m], 2);
        Assert.Equal([1428.57m, 1375.00m, 1444.44m], figures);
        Assert.Equal(1, Array.IndexOf(figures, figures.Min()));
    }

    [Fact]
    public void F7_quality_per_thousand_pounds()
    {
        decimal[] figures = Figures(new(QualityPerPrice), [70m, 80m, 90m], 4);
        Assert.Equal([0.7000m, 0.7273m, 0.6923m], figures);
        Assert.Equal(1, Array.IndexOf(figures, figures.Max()));
    }

    [Fact]
    public void F8_fixed_price_ranks_quality() => Assert.Equal(80m, PriceFormulas.Figure(new(FixedPrice), 80m, 100_000m).ToDecimal(2));

    [Fact]
    public void F9_lowest_price_ranks_price() =>
        Assert.Equal(110_000m, PriceFormulas.Figure(new(LowestAboveQuality), 80m, 110_000m).ToDecimal(2));

    [Fact]
    public void F10_adjusted_price() =>
        Assert.Equal(823.53m, PriceFormulas.Figure(new(AdjustedPrice, LargestBonus: 0.3m), 0m, 1000m, bonus: 0.15m).ToDecimal(2));

    [Theory]
    [InlineData(LowestPriceRelative)]
    [InlineData(LinearAboveLowest)]
    [InlineData(LowestToHighest)]
    [InlineData(DeviationFromMean)]
    [InlineData(Benchmark)]
    public void marks_never_leave_the_range_from_nothing_to_the_weight(PriceFormulaKind kind)
    {
        // A published example gave a price "111 points of 100"; no formula may.
        PriceFormula formula = new(kind, BestPrice: 100_000m, HighestPrice: 140_000m);
        Random random = new(20260601);
        for (int round = 0; round < 500; round++)
        {
            decimal[] prices =
            [
                .. Enumerable.Range(0, random.Next(1, 8)).Select(_ => random.Next(0, 300_000) + random.Next(0, 100) / 100m),
            ];
            Assert.All(PriceFormulas.Marks(formula, 60m, prices), marks => Assert.True(marks >= 0 && marks <= 60));
        }

        Assert.All(PriceFormulas.Marks(formula, 60m, [100_000m, 90_000m, 110_000m]), marks => Assert.True(marks <= 60));
    }

    [Theory]
    [InlineData(LowestPriceRelative, 40, 0)]
    [InlineData(LinearAboveLowest, 40, 0)]
    [InlineData(LowestToHighest, 40, 0)]
    [InlineData(DeviationFromMean, 40, 0)]
    public void a_price_of_nothing_divides_by_nothing(PriceFormulaKind kind, decimal free, decimal paid)
    {
        Assert.Equal([free, paid], Marks(new(kind), 40m, [0m, 100m], 2));
        Assert.All(Marks(new(kind), 40m, [0m, 0m], 2), marks => Assert.True(marks > 0));
    }

    [Fact]
    public void marks_are_exact_until_they_are_shown()
    {
        // 100/3 + 100/3 + 100/3 is 100, not 99.9999999999999999999999999.
        IReadOnlyList<Fraction> marks = PriceFormulas.Marks(new(LowestPriceRelative), 100m, [1m, 3m, 3m, 3m]);
        Assert.Equal(Fraction.Of(100m), Fraction.Sum(marks.Skip(1)));
    }

    private static decimal[] Marks(PriceFormula formula, decimal weight, decimal[] prices, int places) =>
        [.. PriceFormulas.Marks(formula, weight, prices).Select(marks => marks.ToDecimal(places))];

    private static decimal[] Figures(PriceFormula formula, decimal[] quality, int places) =>
        [.. Three.Zip(quality, (price, points) => PriceFormulas.Figure(formula, points, price).ToDecimal(places))];
}
