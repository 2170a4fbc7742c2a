using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// Prices that may be right and mostly are not: nothing, ten times or a tenth of what was published, a year that costs many times another.
/// They are asked about, never refused. Only published figures and the bidder's own are compared, without VAT with without, with with with.
/// </summary>
public static class PriceDoubts
{
    private const decimal Far = 5;

    /// <param name="lot">What the lot is called.</param>
    /// <param name="estimate">The lot's published estimate, without VAT and with it, as far as it was published.</param>
    /// <param name="lines">The bidder's lines for it.</param>
    public static IEnumerable<string> Of(string lot, Estimate estimate, IReadOnlyList<PriceLine> lines)
    {
        if (lines.Count == 0)
            return [];
        var totals = PriceTotals.Of(lines);
        return totals.Net.Amount == 0
            ? [$"The price for “{lot}” is {totals.Net}"]
            : [.. OfLines(lot, lines), .. OfTotal(lot, estimate, totals), .. OfLikes(lot, lines)];
    }

    private static IEnumerable<string> OfLines(string lot, IReadOnlyList<PriceLine> lines) =>
        from line in lines
        where line.Amount.Amount == 0
        select line.Quantity == 0
            ? $"“{line.Title}” for “{lot}” is counted 0 times, so it costs nothing"
            : $"The price of “{line.Title}” for “{lot}” is {line.Amount}";

    private static IEnumerable<string> OfTotal(string lot, Estimate estimate, PriceTotals totals)
    {
        var (published, total, basis) = estimate.Net is { } net
            ? (net, totals.Net, "without VAT")
            : (estimate.Gross ?? Money.Zero, totals.Gross ?? Money.Zero, "with VAT");
        if (published.Amount <= 0 || total.Amount <= 0 || published.Currency != total.Currency)
            yield break;
        if (total.Amount >= published.Amount * Far)
            yield return $"The price for “{lot}” is {total} {basis}, and the buyer's estimate is {published}: it is {Times(total, published)} times as much";
        else if (total.Amount * Far <= published.Amount)
            yield return $"The price for “{lot}” is {total} {basis}, and the buyer's estimate is {published}: it is a fifth or less";
    }

    // The same thing in another year, or for another part of the work, mostly costs much the same and bears the same VAT.
    private static IEnumerable<string> OfLikes(string lot, IReadOnlyList<PriceLine> lines)
    {
        foreach (
            var like in lines
                .Where(l => l.Each.Amount > 0)
                .GroupBy(l => (Title: Said(l.Title), Unit: Said(l.Unit)))
                .Where(g => g.Count() > 1)
        )
        {
            var (least, most) = (like.Min(l => l.Each), like.Max(l => l.Each));
            if (most.Amount >= least.Amount * Far)
                yield return $"“{like.First().Title}” for “{lot}” costs {least} in one line and {most} in another: {Times(most, least)} times as much";
            if (like.Select(l => l.VatRate).OfType<decimal>().Distinct().Count() > 1)
                yield return $"“{like.First().Title}” for “{lot}” has different VAT rates in different lines";
        }
    }

    private static string Said(string? words) => (words ?? "").Trim().ToUpperInvariant();

    private static string Times(Money more, Money less) =>
        decimal.Round(more.Amount / less.Amount, 1, MidpointRounding.AwayFromZero)
            .ToString("#,##0.#", System.Globalization.CultureInfo.InvariantCulture);
}
