using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>One bid as it comes out of consensus, with the price from the price envelope.</summary>
public sealed record ScoredBid(Guid BidId, IReadOnlyDictionary<Guid, decimal> Scores, decimal Price, decimal Bonus = 0m);

/// <summary>
/// Marks by criterion and sub-totals are rounded for show; the total is rounded from the exact sum, so rows need not add up to it.
/// </summary>
/// <param name="BidId">Whose.</param>
/// <param name="Rank">1 is best; bids that no step could separate share a rank.</param>
/// <param name="Marks">Marks by criterion.</param>
/// <param name="Quality">Marks for quality, without social value.</param>
/// <param name="SocialValue">Marks for social value.</param>
/// <param name="Price">Marks for price; 0 where the formula gives none.</param>
/// <param name="Figure">What is ranked: the total, or the price per quality point and the like.</param>
/// <param name="SettledBy">The step of the ladder that put this bid where it is among equal ones.</param>
public sealed record BidPlace(
    Guid BidId,
    int Rank,
    IReadOnlyDictionary<Guid, decimal> Marks,
    decimal Quality,
    decimal SocialValue,
    decimal Price,
    decimal Figure,
    TieBreak? SettledBy
)
{
    public RankedBid ToFact() => new(BidId, Quality, SocialValue, Price, Figure, Rank, SettledBy?.ToString());
}

/// <summary>
/// What happened after the first calculation to separate equal bids: the prices given are the new ones, or the seed of the draw was
/// disclosed.
/// </summary>
public sealed record TieAnswers(bool FinalOffersMade = false, byte[]? DrawSeed = null);

public enum DisregardReason
{
    BelowLeastScore,
    BelowLeastQuality,
}

public sealed record DisregardedBid(Guid BidId, DisregardReason Reason, Guid? CriterionId);

/// <param name="Bids">Best first.</param>
/// <param name="Disregarded">Bids that the published minimums take out before prices are compared.</param>
/// <param name="NeededForWinner">What must still happen before there is one winner: new offers or a draw; null when there is one, or no
/// bid.</param>
public sealed record Ranking(IReadOnlyList<BidPlace> Bids, IReadOnlyList<DisregardedBid> Disregarded, TieBreak? NeededForWinner)
{
    public Guid? Winner => NeededForWinner is null && Bids is [var first, ..] ? first.BidId : null;

    /// <summary>Calculates the order. The same input gives the same order whatever the order of the bids.</summary>
    public static Answer<Ranking> Of(AwardMethod method, IReadOnlyList<ScoredBid> bids, TieAnswers? answers = null)
    {
        if (CriteriaCheck.Of(method) is [var broken, ..])
            return broken;
        foreach (ScoredBid bid in bids)
            if (Incomplete(method, bid) is { } refusal)
                return refusal;
        if (bids.Select(bid => bid.BidId).Distinct().Count() != bids.Count)
            return new Refusal("bid-twice", "bids", "The same bid was given twice");

        List<DisregardedBid> disregarded = [];
        List<ScoredBid> assessed = [];
        foreach (ScoredBid bid in bids.OrderBy(bid => bid.BidId))
        {
            if (Disregard(method, bid) is { } found)
                disregarded.Add(found);
            else
                assessed.Add(bid);
        }

        IReadOnlyList<Fraction>? priceMarks = method.Price.GivesMarks
            ? PriceFormulas.Marks(method.Price, method.PriceCriterion!.Weight, [.. assessed.Select(bid => bid.Price)])
            : null;
        List<Standing> standings = [.. assessed.Select((bid, index) => Standing.Of(method, bid, priceMarks?[index]))];
        return Order(method, standings, disregarded, answers ?? new());
    }

    /// <summary>Marks for quality and social value, for the page that decides before prices are opened.</summary>
    public static decimal QualityOf(AwardMethod method, ScoredBid bid) =>
        Standing.QualityMarks(method, bid.Scores).ToDecimal(method.DecimalPlaces);

    private static Ranking Order(AwardMethod method, List<Standing> standings, List<DisregardedBid> disregarded, TieAnswers answers)
    {
        IEnumerable<IGrouping<decimal, Standing>> groups = standings.GroupBy(standing => standing.Figure);
        groups = method.Price.LowestIsBest ? groups.OrderBy(group => group.Key) : groups.OrderByDescending(group => group.Key);
        List<BidPlace> ranked = [];
        TieBreak? needed = null;
        foreach (IGrouping<decimal, Standing> group in groups)
        {
            foreach (TieLadder.Place place in TieLadder.Climb(method, [.. group], answers))
            {
                int rank = ranked.Count + 1;
                if (rank == 1)
                    needed = place.Needs;
                ranked.AddRange(place.Equal.Select(standing => standing.At(method, rank, place.SettledBy)));
            }
        }

        return new Ranking(ranked, disregarded, needed);
    }

    private static Refusal? Incomplete(AwardMethod method, ScoredBid bid)
    {
        foreach (Criterion criterion in method.Scored)
        {
            Dictionary<string, object?> about = new()
            {
                ["bid"] = bid.BidId,
                ["criterion"] = criterion.CriterionId,
                ["title"] = criterion.Title,
            };
            if (!bid.Scores.TryGetValue(criterion.CriterionId, out decimal score))
                return new Refusal("score-missing", "scores", $"Enter a score for {criterion.Title}", about);
            if (score < 0m || score > criterion.MaximumScore)
                return new Refusal("score-outside-scale", "scores", $"The score for {criterion.Title} must be within its scale", about);
        }

        return bid.Price < 0m || (bid.Price == 0m && method.Price.Kind == PriceFormulaKind.QualityPerPrice)
                ? new Refusal("price-not-valid", "price", "Enter a price above 0", new Dictionary<string, object?> { ["bid"] = bid.BidId })
            : bid.Bonus < 0m || bid.Bonus > (method.Price.LargestBonus ?? 0m)
                ? new Refusal(
                    "bonus-not-valid",
                    "bonus",
                    "The bonus must be between 0 and the largest bonus",
                    new Dictionary<string, object?> { ["bid"] = bid.BidId }
                )
            : null;
    }

    private static DisregardedBid? Disregard(AwardMethod method, ScoredBid bid) =>
        method.Scored.FirstOrDefault(criterion => criterion.LeastScore is { } least && bid.Scores[criterion.CriterionId] < least)
            is { } failed
            ? new DisregardedBid(bid.BidId, DisregardReason.BelowLeastScore, failed.CriterionId)
        : method.LeastQuality is { } floor && Standing.QualityMarks(method, bid.Scores) * 100 / method.QualityWeight < floor
            ? new DisregardedBid(bid.BidId, DisregardReason.BelowLeastQuality, null)
        : null;
}
