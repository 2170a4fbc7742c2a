namespace UseIt.Marketplace.Awards;

public enum CriterionKind
{
    Quality,
    SocialValue,
    Price,
}

/// <param name="Id">Unique within the method.</param>
/// <param name="Title">What bidders read.</param>
/// <param name="Kind">Quality, social value or price.</param>
/// <param name="Weight">Percent of the total.</param>
/// <param name="HighestScore">The top of the scale, for example 5; null for price, which is calculated.</param>
/// <param name="LeastScore">A score below it disqualifies, because the published method says so; null when none does.</param>
public sealed record Criterion(
    string Id, string Title, CriterionKind Kind, decimal Weight, decimal? HighestScore = null, decimal? LeastScore = null);

/// <summary>A step of the published ladder for equal bids, taken in the order of the list.</summary>
public enum TieBreak
{
    HighestSocialValue,
    HighestQualityByWeight, // criterion by criterion, the heaviest first
    LowestPrice,
    FinalOffers,            // the equal bidders are asked again; only where the procedure allows it
    Draw,                   // by a seed committed to before the opening
}

/// <summary>The published way from scores and prices to an order of bids. It is fixed at publication; the calculation has no other input.</summary>
/// <param name="Criteria">What is assessed and how much it counts.</param>
/// <param name="Price">How price counts.</param>
/// <param name="Ties">The ladder for equal bids.</param>
/// <param name="LeastQuality">Percent of the marks for quality and social value below which a bid is disregarded.</param>
/// <param name="DecimalPlaces">The figure ranked is rounded once, at the end, to so many places, halves up; equal rounded figures are a tie.</param>
public sealed record AwardMethod(
    IReadOnlyList<Criterion> Criteria,
    PriceFormula Price,
    IReadOnlyList<TieBreak> Ties,
    decimal? LeastQuality = null,
    int DecimalPlaces = 2)
{
    internal IEnumerable<Criterion> Scored => Criteria.Where(criterion => criterion.Kind != CriterionKind.Price);

    internal decimal PriceWeight => Criteria.Where(criterion => criterion.Kind == CriterionKind.Price).Sum(criterion => criterion.Weight);

    internal decimal QualityWeight => Scored.Sum(criterion => criterion.Weight);
}
