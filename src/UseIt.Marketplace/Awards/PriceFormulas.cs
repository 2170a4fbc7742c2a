using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>The arithmetic of the price formulas, exact; whoever shows a figure rounds it.</summary>
public static class PriceFormulas
{
    /// <summary>F1 to F5: the marks of each price out of the weight, in the order of the prices.</summary>
    public static IReadOnlyList<Fraction> Marks(PriceFormula formula, decimal weight, IReadOnlyList<decimal> prices)
    {
        if (prices.Count == 0)
            return [];
        Fraction w = weight;
        Fraction lowest = prices.Min();
        Fraction highest = prices.Max();
        Fraction mean = Fraction.Sum(prices.Select(Fraction.Of)) / prices.Count;
        Func<Fraction, Fraction> marks = formula.Kind switch
        {
            // Where the lowest price is nothing, nothing compares with it: it earns all, the others none.
            PriceFormulaKind.LowestPriceRelative => price => price == lowest ? w : w * lowest / price,
            PriceFormulaKind.LinearAboveLowest => price =>
                price == lowest ? w
                : lowest.IsZero ? 0
                : w * Fraction.Max(0, Fraction.One - (price - lowest) / lowest),
            // All prices equal: the range is empty and nobody is worse than anybody.
            PriceFormulaKind.LowestToHighest => price => highest == lowest ? w : w * (highest - price) / (highest - lowest),
            PriceFormulaKind.DeviationFromMean => price =>
                w * Clamp(mean.IsZero ? 50 : (Fraction)50 - (Fraction)100 * (price - mean) / mean, 100) / 100,
            PriceFormulaKind.Benchmark => price =>
                Clamp(w * (highestPrice(formula) - price) / (highestPrice(formula) - bestPrice(formula)), w),
            _ => throw new InvalidOperationException($"{formula.Kind} gives no marks."),
        };
        return [.. prices.Select(price => marks(price))];

        static Fraction highestPrice(PriceFormula formula) => formula.HighestPrice ?? throw Missing(nameof(formula.HighestPrice));
        static Fraction bestPrice(PriceFormula formula) => formula.BestPrice ?? throw Missing(nameof(formula.BestPrice));
    }

    /// <summary>F6 to F10: the figure bids are ranked by. Quality is out of 100; the bonus is Σp of F10.</summary>
    public static Fraction Figure(PriceFormula formula, Fraction quality, decimal price, decimal bonus = 0m) =>
        formula.Kind switch
        {
            PriceFormulaKind.PricePerQualityPoint => price / quality,
            PriceFormulaKind.QualityPerPrice => quality * 1000 / price,
            PriceFormulaKind.FixedPrice => quality,
            PriceFormulaKind.LowestAboveQuality => price,
            PriceFormulaKind.AdjustedPrice => price
                / (Fraction.One + bonus / (Fraction.One - (formula.LargestBonus ?? throw Missing(nameof(formula.LargestBonus))))),
            _ => throw new InvalidOperationException($"{formula.Kind} gives marks, not a figure of its own."),
        };

    private static Fraction Clamp(Fraction value, Fraction most) => Fraction.Max(0, Fraction.Min(value, most));

    private static InvalidOperationException Missing(string what) => new($"{what} is missing; the criteria were not checked.");
}
