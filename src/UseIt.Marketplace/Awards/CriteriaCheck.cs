using System.Globalization;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;

namespace UseIt.Marketplace.Awards;

/// <summary>Whether a method can be published: every refusal names the field of the criteria editor.</summary>
public static class CriteriaCheck
{
    public static IReadOnlyList<Refusal> Of(AwardMethod method) =>
        [.. Weights(method), .. Scales(method.Criteria), .. Price(method), .. Rest(method)];

    private static IEnumerable<Refusal> Weights(AwardMethod method)
    {
        for (int i = 0; i < method.Criteria.Count; i++)
        {
            Criterion criterion = method.Criteria[i];
            if (criterion.Kind == CriterionKind.Price && !method.Price.GivesMarks)
            {
                if (criterion.Weight != 0m)
                    yield return new Refusal(
                        "price-weight-not-used",
                        $"criteria[{i}].weight",
                        "Enter 0: this price formula gives price no weight of its own"
                    );
            }
            else if (criterion.Weight is <= 0m or > 100m)
            {
                yield return new Refusal("weight-not-valid", $"criteria[{i}].weight", "Enter a weight above 0 and no more than 100");
            }
        }

        // A price that is adjusted by bonuses has no quality to weigh: criteria can only be passed or failed.
        if (method.Price.Kind == PriceFormulaKind.AdjustedPrice)
            yield break;
        if (method.Criteria.Count == 0)
        {
            yield return new Refusal("criteria-missing", "criteria", "Add at least one criterion");
            yield break;
        }

        decimal sum = method.Criteria.Sum(criterion => criterion.Weight);
        if (sum != 100m)
        {
            yield return new Refusal(
                "weights-not-one-hundred",
                "criteria",
                $"The weights must add up to exactly 100. They add up to {sum.ToString(CultureInfo.InvariantCulture)}",
                new Dictionary<string, object?> { ["sum"] = sum }
            );
        }
    }

    private static IEnumerable<Refusal> Scales(IReadOnlyList<Criterion> criteria)
    {
        HashSet<Guid> seen = [];
        for (int i = 0; i < criteria.Count; i++)
        {
            Criterion criterion = criteria[i];
            if (!seen.Add(criterion.CriterionId))
                yield return new Refusal("criterion-twice", $"criteria[{i}].criterionId", "Give every criterion an id of its own");
            if (string.IsNullOrWhiteSpace(criterion.Title))
                yield return new Refusal("title-missing", $"criteria[{i}].title", "Enter a title for the criterion");
            if (criterion.Kind == CriterionKind.Price)
                continue;
            if (criterion.MaximumScore <= 0m)
                yield return new Refusal("scale-missing", $"criteria[{i}].maximumScore", "Enter the highest score, for example 5");
            else if (criterion.LeastScore is { } least && (least < 0m || least > criterion.MaximumScore))
                yield return new Refusal("least-score-not-valid", $"criteria[{i}].leastScore", "The score needed must be within the scale");
        }
    }

    private static IEnumerable<Refusal> Price(AwardMethod method)
    {
        PriceFormula formula = method.Price;
        int prices = method.Criteria.Count(criterion => criterion.Kind == CriterionKind.Price);
        if (prices > 1)
            yield return new Refusal("price-twice", "criteria", "Keep one price criterion");
        if (prices == 0 && formula.GivesMarks)
            yield return new Refusal("price-criterion-needed", "criteria", "This price formula needs a price criterion with a weight");
        if (formula.Kind == PriceFormulaKind.Benchmark)
        {
            if (formula.BestPrice is null or < 0m)
                yield return new Refusal("best-price-missing", "parameters.bestPrice", "Enter the price that earns full marks");
            if (formula.HighestPrice is null)
                yield return new Refusal(
                    "highest-price-missing",
                    "parameters.highestPrice",
                    "Enter the price from which there are no marks"
                );
            else if (formula.HighestPrice <= formula.BestPrice)
                yield return new Refusal(
                    "highest-price-too-low",
                    "parameters.highestPrice",
                    "The price with no marks must be above the price with full marks"
                );
        }

        if (formula.Kind == PriceFormulaKind.AdjustedPrice && formula.LargestBonus is null or < 0m or >= 1m)
            yield return new Refusal(
                "largest-bonus-not-valid",
                "parameters.largestBonus",
                "Enter the largest bonus as a part of 1, for example 0.3"
            );
        if (formula.NeedsQualityFloor && method.LeastQuality is null or <= 0m)
            yield return new Refusal(
                "quality-floor-needed",
                "parameters.leastQuality",
                "This price formula needs a quality floor, or a cheap bid without quality could win"
            );
        if (formula.Kind == PriceFormulaKind.QualityPerPrice && method.DecimalPlaces < 4)
            yield return new Refusal(
                "places-too-few",
                "parameters.decimalPlaces",
                "Use at least 4 decimal places, or different bids would look equal"
            );
    }

    private static IEnumerable<Refusal> Rest(AwardMethod method)
    {
        if (method.LeastQuality is < 0m or > 100m)
            yield return new Refusal(
                "quality-floor-not-valid",
                "parameters.leastQuality",
                "The quality floor is a percentage from 0 to 100"
            );
        if (method.LeastQuality is not null && method.QualityWeight == 0m)
            yield return new Refusal(
                "quality-floor-without-quality",
                "parameters.leastQuality",
                "Remove the quality floor: no criterion is about quality"
            );
        if (method.DecimalPlaces is < 0 or > 6)
            yield return new Refusal("places-not-valid", "parameters.decimalPlaces", "Round to between 0 and 6 decimal places");
        if (method.Ties is not [.., TieBreak.Draw])
            yield return new Refusal(
                "ties-without-draw",
                "tieLadder",
                "End the steps for equal bids with a draw, so that there is always one winner"
            );
        else if (method.Ties.Distinct().Count() != method.Ties.Count)
            yield return new Refusal("tie-step-twice", "tieLadder", "Each step for equal bids may be used once");
        else if (method.Ties.SkipLast(2).Contains(TieBreak.FinalOffers))
            yield return new Refusal("final-offers-not-last", "tieLadder", "New offers come last, just before the draw");
    }
}
