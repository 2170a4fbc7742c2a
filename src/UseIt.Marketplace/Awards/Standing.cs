using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>Where a bid stands before equal bids are separated: exact marks, and the one rounded figure that is ranked.</summary>
internal sealed record Standing(
    ScoredBid Bid,
    IReadOnlyDictionary<Guid, Fraction> Marks,
    Fraction SocialValue,
    Fraction? Price,
    decimal Figure
)
{
    public static Standing Of(AwardMethod method, ScoredBid bid, Fraction? priceMarks)
    {
        Dictionary<Guid, Fraction> marks = method.Scored.ToDictionary(
            criterion => criterion.CriterionId,
            criterion => MarksOf(criterion, bid.Scores)
        );
        Fraction quality = Fraction.Sum(marks.Values);
        Fraction social = Fraction.Sum(
            method.Scored.Where(criterion => criterion.Kind == CriterionKind.SocialValue).Select(criterion => marks[criterion.CriterionId])
        );
        Fraction figure = priceMarks is { } price ? quality + price : PriceFormulas.Figure(method.Price, quality, bid.Price, bid.Bonus);
        return new Standing(bid, marks, social, priceMarks, figure.ToDecimal(method.DecimalPlaces));
    }

    public static Fraction QualityMarks(AwardMethod method, IReadOnlyDictionary<Guid, decimal> scores) =>
        Fraction.Sum(method.Scored.Select(criterion => MarksOf(criterion, scores)));

    public BidPlace At(AwardMethod method, int rank, TieBreak? settledBy)
    {
        int places = method.DecimalPlaces;
        Dictionary<Guid, decimal> shown = Marks.ToDictionary(mark => mark.Key, mark => mark.Value.ToDecimal(places));
        if (Price is { } price)
            shown[method.PriceCriterion!.CriterionId] = price.ToDecimal(places);
        Fraction quality = Fraction.Sum(Marks.Values) - SocialValue;
        return new BidPlace(
            Bid.BidId,
            rank,
            shown,
            quality.ToDecimal(places),
            SocialValue.ToDecimal(places),
            Price?.ToDecimal(places) ?? 0m,
            Figure,
            settledBy
        );
    }

    private static Fraction MarksOf(Criterion criterion, IReadOnlyDictionary<Guid, decimal> scores) =>
        Fraction.Of(criterion.Weight) * scores[criterion.CriterionId] / criterion.MaximumScore;
}
