using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// What a bid answers to one requirement: words; whether a condition is met; how much is promised, and whether that would happen without
/// the contract; what it costs; what of the member's bid-ready file shows it.
/// </summary>
public sealed record BidAnswer(
    string? Text = null,
    bool? Met = null,
    decimal? Quantity = null,
    IReadOnlyList<PriceLine>? Prices = null,
    IReadOnlyList<SharedItem>? Shared = null,
    bool? HappensAnyway = null
)
{
    public static readonly Refusal NotStorable = new(
        "answer-not-storable",
        "answer.text",
        "The answer contains a character that cannot be stored (NUL or half a character). Remove it and save again"
    );
    public static readonly Refusal QuantityNegative = new(
        "quantity-negative",
        "answer.quantity",
        "Enter how much you promise as a number of 0 or more"
    );

    /// <summary>As many lines as a page can hold.</summary>
    public const int MostLines = 200;

    private const int LastYear = 50;

    public static readonly Refusal TooManyLines = new(
        "price-too-many-lines",
        "answer.prices",
        $"A price has at most {MostLines} lines. Put several into one"
    );

    public static Refusal PriceWrong(int n) =>
        new("price-not-an-amount", $"answer.prices[{n}].amount", "Enter a price of £0 or more, in pounds and whole pence");

    public static Refusal LineWithoutTitle(int n) => new("price-line-title", $"answer.prices[{n}].title", "Say what this line is for");

    public static Refusal LineQuantity(int n) =>
        new("price-line-quantity", $"answer.prices[{n}].quantity", "Enter how many, as 0 or more with at most 4 decimal places");

    public static Refusal LineRate(int n) =>
        new("price-line-rate", $"answer.prices[{n}].rate", "Enter the price for one, as £0 or more with at most 4 decimal places");

    public static Refusal LineYear(int n) =>
        new("price-line-year", $"answer.prices[{n}].year", $"Enter the year of the contract as a number from 1 to {LastYear}");

    public static Refusal LineVat(int n) =>
        new("price-line-vat", $"answer.prices[{n}].vatRate", "Enter the VAT rate in per cent, from 0 to 100 with at most 2 decimal places");

    public static Refusal LineSum(int n, Money sum) =>
        new(
            "price-line-sum",
            $"answer.prices[{n}].amount",
            $"The quantity times the price for one is {sum.WithPence()}. Send that as the amount",
            new Dictionary<string, object?> { ["amount"] = sum.Amount }
        );

    public bool IsBlank =>
        string.IsNullOrWhiteSpace(Text) && Met is null && Quantity is null && Prices is not { Count: > 0 } && Shared is not { Count: > 0 };

    /// <summary>Words as a reader counts them: what stands between white space.</summary>
    public int Words => Text is null ? 0 : Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    public Money Price => Money.Sum((Prices ?? []).Select(p => p.Amount));

    /// <summary>Why this cannot be kept at all; whether it is a good answer is checked elsewhere.</summary>
    public IEnumerable<Refusal> Faults()
    {
        if (!Storable(Text) || (Prices ?? []).Any(p => !Storable(p.Title) || !Storable(p.Unit)))
            yield return NotStorable;
        if (Quantity < 0)
            yield return QuantityNegative;
        if (Prices?.Count > MostLines)
            yield return TooManyLines;
        for (var i = 0; i < (Prices?.Count ?? 0); i++)
            foreach (var fault in Faults(Prices![i], i))
                yield return fault;
    }

    private static IEnumerable<Refusal> Faults(PriceLine line, int n)
    {
        if (string.IsNullOrWhiteSpace(line.Title))
            yield return LineWithoutTitle(n);
        if (line.Year is < 1 or > LastYear)
            yield return LineYear(n);
        if (line.VatRate is { } vat && (vat is < 0 or > 100 || decimal.Round(vat, 2) != vat))
            yield return LineVat(n);
        var counted = line.Quantity is not null || line.Rate is not null;
        var (noQuantity, noRate) = (
            line.Quantity is not >= 0 || decimal.Round(line.Quantity.Value, 4) != line.Quantity,
            line.Rate is not { Amount: >= 0, Currency: Money.Pounds } rate || decimal.Round(rate.Amount, 4) != rate.Amount
        );
        if (counted && noQuantity)
            yield return LineQuantity(n);
        if (counted && noRate)
            yield return LineRate(n);
        if (line.Amount is { Amount: < 0 } or { Currency: not Money.Pounds } || line.Amount.ToPence() != line.Amount)
            yield return PriceWrong(n);
        else if (counted && !noQuantity && !noRate && PriceLine.AmountOf(line.Times, line.Each) is var sum && sum != line.Amount)
            yield return LineSum(n, sum);
    }

    public override string ToString() => "[answer]";

    private static bool Storable(string? text)
    {
        try
        {
            Edge.Check(text, "answer");
            return true;
        }
        catch (EdgeException)
        {
            return false;
        }
    }
}

/// <summary>
/// A part of a bid: one member's answer to one requirement. Prices are one part per member, everything else has one author.
/// </summary>
public readonly record struct PartKey(Guid RequirementId, Guid MemberId);
