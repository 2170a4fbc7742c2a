using UseIt.Marketplace.Shared;

namespace UseIt.Marketplace.Awards;

/// <summary>Where a bid stands before equal bids are separated: exact marks, and the one rounded figure that is ranked.</summary>
internal sealed record Standing(ScoredBid Bid, IReadOnlyDictionary<string, Fraction> Marks, Fraction SocialValue, Fraction? Price, decimal Figure)
{
    public static Standing Of(AwardMethod method, ScoredBid bid, Fraction? priceMarks)
    {
        Dictionary<string, Fraction> marks = method.Scored.ToDictionary(criterion => criterion.Id, criterion => MarksOf(criterion, bid.Scores));
        Fraction quality = Fraction.Sum(marks.Values);
        Fraction social = Fraction.Sum(method.Scored.Where(criterion => criterion.Kind == CriterionKind.SocialValue).Select(criterion => marks[criterion.Id]));
        Fraction figure = priceMarks is { } price ? quality + price : PriceFormulas.Figure(method.Price, quality, bid.Price, bid.Bonus);
        return new Standing(bid, marks, social, priceMarks, figure.ToDecimal(method.DecimalPlaces));
    }

    public static Fraction QualityMarks(AwardMethod method, IReadOnlyDictionary<string, decimal> scores) =>
        Fraction.Sum(method.Scored.Select(criterion => MarksOf(criterion, scores)));

    public RankedBid Ranked(AwardMethod method, int rank, TieBreak? settledBy)
    {
        int places = method.DecimalPlaces;
        Dictionary<string, decimal> shown = Marks.ToDictionary(mark => mark.Key, mark => mark.Value.ToDecimal(places));
        if (Price is { } price) shown[method.Criteria.Single(criterion => criterion.Kind == CriterionKind.Price).Id] = price.ToDecimal(places);
        Fraction quality = Fraction.Sum(Marks.Values) - SocialValue;
        return new RankedBid(
            Bid.Bid, rank, shown, quality.ToDecimal(places), SocialValue.ToDecimal(places), Price?.ToDecimal(places), Figure, settledBy);
    }

    private static Fraction MarksOf(Criterion criterion, IReadOnlyDictionary<string, decimal> scores) =>
        Fraction.Of(criterion.Weight) * scores[criterion.Id] / criterion.HighestScore!.Value;
}
