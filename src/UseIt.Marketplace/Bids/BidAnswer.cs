using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Bids;

/// <summary>One line of a price: for a work package where a consortium bids, for the whole lot where one organisation does.</summary>
public sealed record PriceLine(string Title, Money Amount, Guid? WorkPackageId = null);

/// <summary>What a bid answers to one requirement: words; whether a condition is met; how much is promised; what it costs.</summary>
public sealed record BidAnswer(string? Text = null, bool? Met = null, decimal? Quantity = null, IReadOnlyList<PriceLine>? Prices = null)
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

    public static Refusal PriceWrong(int n) =>
        new("price-not-an-amount", $"answer.prices[{n}].amount", "Enter a price of £0 or more, in pounds and whole pence");

    public bool IsBlank => string.IsNullOrWhiteSpace(Text) && Met is null && Quantity is null && Prices is not { Count: > 0 };

    /// <summary>Words as a reader counts them: what stands between white space.</summary>
    public int Words => Text is null ? 0 : Text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Length;

    public Money Price => Money.Sum((Prices ?? []).Select(p => p.Amount));

    /// <summary>Why this cannot be kept at all; whether it is a good answer is checked elsewhere.</summary>
    public IEnumerable<Refusal> Faults()
    {
        if (!Storable(Text) || (Prices ?? []).Any(p => !Storable(p.Title)))
            yield return NotStorable;
        if (Quantity < 0)
            yield return QuantityNegative;
        for (var i = 0; i < (Prices?.Count ?? 0); i++)
            if (Prices![i].Amount is { Amount: < 0 } or { Currency: not Money.Pounds } || Prices[i].Amount.ToPence() != Prices[i].Amount)
                yield return PriceWrong(i);
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
