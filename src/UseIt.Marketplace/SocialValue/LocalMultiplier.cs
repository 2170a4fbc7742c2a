namespace UseIt.Marketplace.SocialValue;

/// <summary>Local multiplier 3 of the New Economics Foundation: how often a pound is spent locally in three rounds, from 1 to 3.</summary>
/// <param name="Income">Round 1.</param>
/// <param name="SpentLocally">Round 2: staff, suppliers and others in the area.</param>
/// <param name="SpentAgain">Round 3: what they spent in the area, from a survey.</param>
public sealed record LocalMultiplier(decimal Income, decimal SpentLocally, decimal SpentAgain)
{
    public decimal? Value => Income == 0m ? null : (Income + SpentLocally + SpentAgain) / Income;

    /// <summary>Round 3 from the shares in percent that those of round 2 spend locally.</summary>
    public static decimal Respent(IEnumerable<(decimal Spent, decimal LocalPercent)> receivers) =>
        receivers.Sum(one => one.Spent * one.LocalPercent / 100m);

    /// <summary>The plain average of surveyed shares in percent; null without answers.</summary>
    public static decimal? AverageShare(IReadOnlyList<decimal> percents) => percents.Count == 0 ? null : percents.Sum() / percents.Count;
}
