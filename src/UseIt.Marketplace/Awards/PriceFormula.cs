using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Awards;

/// <summary>How price is turned into an order of bids. F1 to F10 is how the criteria, the notice and the guides name them.</summary>
public enum PriceFormulaKind
{
    /// <summary>F1: W × L / P</summary>
    LowestPriceRelative = 1,

    /// <summary>F2: W × (1 − (P − L) / L), at least 0</summary>
    LinearAboveLowest = 2,

    /// <summary>F3: W × (H − P) / (H − L)</summary>
    LowestToHighest = 3,

    /// <summary>F4: 50 less one point for each percent above the mean, 0 to 100, then × W / 100</summary>
    DeviationFromMean = 4,

    /// <summary>F5: W × (Pmax − P) / (Pmax − Popt), 0 to W</summary>
    Benchmark = 5,

    /// <summary>F6: P / Q, lowest first</summary>
    PricePerQualityPoint = 6,

    /// <summary>F7: Q per £1,000, highest first</summary>
    QualityPerPrice = 7,

    /// <summary>F8: quality alone</summary>
    FixedPrice = 8,

    /// <summary>F9: lowest price among bids with enough quality</summary>
    LowestAboveQuality = 9,

    /// <summary>F10: P / (1 + Σp / (1 − Σmax p)), lowest first</summary>
    AdjustedPrice = 10,
}

/// <param name="Kind">The formula.</param>
/// <param name="BestPrice">F5: the published price that earns full marks.</param>
/// <param name="HighestPrice">F5: the published price from which there are no marks.</param>
/// <param name="LargestBonus">F10: the sum of the largest bonus of each non-price feature, as a part of 1 and below it.</param>
public sealed record PriceFormula(
    PriceFormulaKind Kind,
    decimal? BestPrice = null,
    decimal? HighestPrice = null,
    decimal? LargestBonus = null
)
{
    /// <summary>The formula gives marks that are added to the marks for quality, so price has a weight of its own.</summary>
    public bool GivesMarks => Kind <= PriceFormulaKind.Benchmark;

    /// <summary>The marks of one bid depend on the prices of the others.</summary>
    public bool IsRelative => Kind < PriceFormulaKind.Benchmark;

    /// <summary>What is ranked is a price or a price per something: the lowest is best.</summary>
    public bool LowestIsBest =>
        Kind is PriceFormulaKind.PricePerQualityPoint or PriceFormulaKind.LowestAboveQuality or PriceFormulaKind.AdjustedPrice;

    /// <summary>Dividing by quality, or ranking by price alone, makes sense only above a floor.</summary>
    public bool NeedsQualityFloor =>
        Kind is PriceFormulaKind.PricePerQualityPoint or PriceFormulaKind.QualityPerPrice or PriceFormulaKind.LowestAboveQuality;

    public string Name => FormattableString.Invariant($"F{(int)Kind}");

    /// <summary>
    /// The formula a price criterion names, or null where it names none of ours. Without a price criterion only quality counts.
    /// </summary>
    public static PriceFormula? Of(Criterion? price)
    {
        if (price is null)
            return new(PriceFormulaKind.FixedPrice);
        PriceFormulaKind kind = Enum.GetValues<PriceFormulaKind>()
            .FirstOrDefault(kind => new PriceFormula(kind).Name == price.PriceFormula);
        return kind == 0 ? null : new(kind, Parameter("bestPrice"), Parameter("highestPrice"), Parameter("largestBonus"));

        decimal? Parameter(string name) => price.Parameters is { } given && given.TryGetValue(name, out decimal value) ? value : null;
    }
}
