using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Awards;

/// <summary>A step of the published ladder for equal bids, taken in the order of the list.</summary>
public enum TieBreak
{
    HighestSocialValue,

    /// <summary>Criterion by criterion, the heaviest first.</summary>
    HighestQualityByWeight,
    LowestPrice,

    /// <summary>The equal bidders are asked again; only where the procedure allows it.</summary>
    FinalOffers,

    /// <summary>By a seed committed to before the opening.</summary>
    Draw,
}

/// <summary>
/// The published way from scores and prices to an order of bids. It is fixed at publication; the calculation has no other input.
/// </summary>
/// <param name="Criteria">What is assessed and how much it counts.</param>
/// <param name="Price">How price counts.</param>
/// <param name="Ties">The ladder for equal bids.</param>
/// <param name="LeastQuality">Percent of the marks for quality and social value below which a bid is disregarded.</param>
/// <param name="DecimalPlaces">The figure ranked is rounded once, at the end, to so many places, halves up; equal rounded figures are a
/// tie.</param>
public sealed record AwardMethod(
    IReadOnlyList<Criterion> Criteria,
    PriceFormula Price,
    IReadOnlyList<TieBreak> Ties,
    decimal? LeastQuality = null,
    int DecimalPlaces = 2
)
{
    internal Criterion? PriceCriterion => Criteria.FirstOrDefault(criterion => criterion.Kind == CriterionKind.Price);

    internal IEnumerable<Criterion> Scored => Criteria.Where(criterion => criterion.Kind != CriterionKind.Price);

    internal decimal QualityWeight => Scored.Sum(criterion => criterion.Weight);

    /// <summary>
    /// Reads a tender's criteria. The price criterion's parameters may hold <c>bestPrice</c>, <c>highestPrice</c>, <c>largestBonus</c>,
    /// <c>leastQuality</c> and <c>decimalPlaces</c>; the ladder names the steps of <see cref="TieBreak"/>.
    /// </summary>
    public static Answer<AwardMethod> Of(IReadOnlyList<Criterion> criteria, IReadOnlyList<string> tieLadder)
    {
        Criterion? price = criteria.FirstOrDefault(criterion => criterion.Kind == CriterionKind.Price);
        if (PriceFormula.Of(price) is not { } formula)
            return new Refusal("price-formula-unknown", "criteria", "Choose one of the price formulas F1 to F10");
        List<TieBreak> ties = [];
        foreach (string step in tieLadder)
        {
            if (!Enum.TryParse(step, ignoreCase: true, out TieBreak tie) || !Enum.IsDefined(tie) || char.IsAsciiDigit(step[0]))
                return new Refusal(
                    "tie-step-unknown",
                    "tieLadder",
                    $"Choose the steps for equal bids from: {string.Join(", ", Enum.GetNames<TieBreak>())}",
                    new Dictionary<string, object?> { ["steps"] = Enum.GetNames<TieBreak>() }
                );
            ties.Add(tie);
        }

        decimal? least = price?.Parameters?.TryGetValue("leastQuality", out decimal floor) == true ? floor : null;
        decimal places = price?.Parameters?.TryGetValue("decimalPlaces", out decimal given) == true ? given : 2m;
        AwardMethod method = new(
            criteria,
            formula,
            ties,
            least,
            places is >= 0m and <= 6m && places == decimal.Truncate(places) ? (int)places : -1
        );
        return CriteriaCheck.Of(method) is [var broken, ..] ? broken : method;
    }
}
