namespace UseIt.Marketplace.Awards;

/// <summary>How price is turned into an order of bids. The numbers F1 to F10 are those of the criteria editor and the guides.</summary>
public enum PriceFormulaKind
{
    LowestPriceRelative,  // F1: W × L / P
    LinearAboveLowest,    // F2: W × (1 − (P − L) / L), at least 0
    LowestToHighest,      // F3: W × (H − P) / (H − L)
    DeviationFromMean,    // F4: 50 less one point for each percent above the mean, 0 to 100, then × W / 100
    Benchmark,            // F5: W × (Pmax − P) / (Pmax − Popt), 0 to W
    PricePerQualityPoint, // F6: P / Q, lowest first
    QualityPerPrice,      // F7: Q per £1,000, highest first
    FixedPrice,           // F8: quality alone
    LowestAboveQuality,   // F9: lowest price among bids with enough quality
    AdjustedPrice,        // F10: P / (1 + Σp / (1 − Σmax p)), lowest first
}

/// <param name="Kind">The formula.</param>
/// <param name="BestPrice">F5: the published price that earns full marks.</param>
/// <param name="HighestPrice">F5: the published price from which there are no marks.</param>
/// <param name="LargestBonus">F10: the sum of the largest bonus of each non-price feature, as a part of 1 and below it.</param>
public sealed record PriceFormula(PriceFormulaKind Kind, decimal? BestPrice = null, decimal? HighestPrice = null, decimal? LargestBonus = null)
{
    /// <summary>The formula gives marks that are added to the marks for quality, so price has a weight of its own.</summary>
    public bool GivesMarks => Kind is PriceFormulaKind.LowestPriceRelative or PriceFormulaKind.LinearAboveLowest or PriceFormulaKind.LowestToHighest
        or PriceFormulaKind.DeviationFromMean or PriceFormulaKind.Benchmark;

    /// <summary>The marks of one bid depend on the prices of the others.</summary>
    public bool IsRelative => GivesMarks && Kind != PriceFormulaKind.Benchmark;

    /// <summary>What is ranked is a price or a price per something: the lowest is best.</summary>
    public bool LowestIsBest => Kind is PriceFormulaKind.PricePerQualityPoint or PriceFormulaKind.LowestAboveQuality or PriceFormulaKind.AdjustedPrice;

    /// <summary>Dividing by quality, or ranking by price alone, makes sense only above a floor.</summary>
    public bool NeedsQualityFloor => Kind is PriceFormulaKind.PricePerQualityPoint or PriceFormulaKind.QualityPerPrice or PriceFormulaKind.LowestAboveQuality;
}
