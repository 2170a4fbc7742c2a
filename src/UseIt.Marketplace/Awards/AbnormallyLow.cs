using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Awards;

/// <summary>
/// Prices somebody should ask about. A flag and never a rejection: the Procurement Act 2023 gives no number, and s.19 lets the supplier
/// explain first. The two limits are those of ProZorro's published rule; a buyer may publish others.
/// </summary>
public sealed record AbnormallyLow(decimal BelowMeanOfOthers = 0.40m, decimal BelowNext = 0.30m)
{
    public IReadOnlyList<Guid> Among(IReadOnlyDictionary<Guid, decimal> prices) =>
        [
            .. prices
                .Where(bid => IsLow(bid.Value, [.. prices.Where(other => other.Key != bid.Key).Select(other => other.Value)]))
                .Select(bid => bid.Key)
                .Order(),
        ];

    private bool IsLow(decimal price, IReadOnlyList<decimal> others)
    {
        if (others.Count == 0)
            return false;
        Fraction mean = Fraction.Sum(others.Select(Fraction.Of)) / others.Count;
        Fraction? next = others.Where(other => other > price).Select(other => (Fraction?)Fraction.Of(other)).Min();
        return (mean > 0 && Fraction.One - price / mean >= BelowMeanOfOthers)
            || (next is { } higher && others.All(other => other >= price) && Fraction.One - price / higher >= BelowNext);
    }
}
