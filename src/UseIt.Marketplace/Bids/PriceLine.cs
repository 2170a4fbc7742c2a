using System.Text.Json.Serialization;
using UseIt.Marketplace.Tenders;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Bids;

/// <summary>
/// One line of a price: what for, how many of which unit at which price, in which year of the contract, and its VAT in per cent. Its amount
/// is without VAT: quantity times rate, to the penny, halves up. An amount alone, as prices once were, is one line: once, at its amount.
/// </summary>
public sealed record PriceLine(
    string Title,
    Money Amount,
    Guid? WorkPackageId = null,
    decimal? Quantity = null,
    string? Unit = null,
    Money? Rate = null,
    int? Year = null,
    decimal? VatRate = null
)
{
    [JsonIgnore]
    public decimal Times => Quantity ?? 1;

    [JsonIgnore]
    public Money Each => Rate ?? Amount;

    /// <summary>The line's own VAT, to the penny, halves up; null where no rate is given.</summary>
    [JsonIgnore]
    public Money? Vat => VatRate is { } rate ? (Amount * (rate / 100)).ToPence() : null;

    public static Money AmountOf(decimal quantity, Money rate) => (rate * quantity).ToPence();

    public override string ToString() => "[price]";
}

/// <summary>
/// What lines come to: each sum is exact, since each line is in whole pence. Without every line's VAT rate there is no gross.
/// </summary>
public sealed record PriceTotals(Money Net, Money? Vat)
{
    public Money? Gross => Vat is { } vat ? Net + vat : null;

    public static PriceTotals Of(IReadOnlyCollection<PriceLine> lines) =>
        new(
            Money.Sum(lines.Select(l => l.Amount)),
            lines.All(l => l.VatRate is not null) ? Money.Sum(lines.Select(l => l.Vat!.Value)) : null
        );

    /// <summary>What is compared on the published basis.</summary>
    public Money? On(PriceBasis basis) => basis == PriceBasis.Gross ? Gross : Net;

    public override string ToString() => "[price]";
}

/// <summary>Lines as a page shows them, with what they come to.</summary>
public sealed record PriceTable(string Caption, IReadOnlyList<PriceLine> Lines)
{
    public PriceTotals Totals => PriceTotals.Of(Lines);
}
