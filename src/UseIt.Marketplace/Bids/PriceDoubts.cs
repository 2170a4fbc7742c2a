using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Prices that may be right and mostly are not: nothing, ten times or a tenth of what was published. They are asked about, never refused.
/// Only published figures and the bidder's own are compared, and both without VAT.
/// </summary>
public static class PriceDoubts
{
    private const decimal Far = 5;

    /// <param name="lot">What the lot is called.</param>
    /// <param name="estimate">The lot's published estimate without VAT, where one is.</param>
    /// <param name="lines">The bidder's prices for it, without VAT.</param>
    public static IEnumerable<string> Of(string lot, Money? estimate, IReadOnlyList<PriceLine> lines)
    {
        if (lines.Count == 0)
            yield break;
        var total = Money.Sum(lines.Select(l => l.Amount));
        if (total.Amount == 0)
        {
            yield return $"The price for “{lot}” is {total}";
            yield break;
        }
        foreach (var line in lines.Where(l => l.Amount.Amount == 0))
            yield return $"The price of “{line.Title}” for “{lot}” is {line.Amount}";
        if (estimate is not { Amount: > 0 } published || published.Currency != total.Currency)
            yield break;
        if (total.Amount >= published.Amount * Far)
            yield return $"The price for “{lot}” is {total}, and the buyer's estimate is {published}: it is {Times(total.Amount / published.Amount)} times as much";
        else if (total.Amount * Far <= published.Amount)
            yield return $"The price for “{lot}” is {total}, and the buyer's estimate is {published}: it is a fifth or less";
    }

    private static string Times(decimal factor) =>
        decimal.Round(factor, 1, MidpointRounding.AwayFromZero).ToString("#,##0.#", System.Globalization.CultureInfo.InvariantCulture);
}
