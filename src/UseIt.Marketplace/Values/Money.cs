using System.Globalization;
using System.Text.Json.Serialization;

namespace UseIt.Marketplace.Values;

/// <summary>An exact amount in one currency; written as an OCDS Value: <c>{"amount":1234.50,"currency":"GBP"}</c>.</summary>
[JsonConverter(typeof(MoneyJson))]
public readonly record struct Money(decimal Amount, string Currency = Money.Pounds) : IComparable<Money>
{
    public const string Pounds = "GBP";

    // Kept as null for pounds so that default(Money) is £0.00 and equal to new Money(0).
    private readonly string? currency = Currency == Pounds ? null : Currency;

    public string Currency
    {
        get => currency ?? Pounds;
        init => currency = value == Pounds ? null : value;
    }

    public static Money Zero => default;

    public static Money operator +(Money left, Money right) => left with { Amount = left.Amount + right.In(left.Currency) };

    public static Money operator -(Money left, Money right) => left with { Amount = left.Amount - right.In(left.Currency) };

    public static Money operator -(Money money) => money with { Amount = -money.Amount };

    public static Money operator *(Money money, decimal factor) => money with { Amount = money.Amount * factor };

    public static bool operator <(Money left, Money right) => left.CompareTo(right) < 0;

    public static bool operator >(Money left, Money right) => left.CompareTo(right) > 0;

    public static bool operator <=(Money left, Money right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Money left, Money right) => left.CompareTo(right) >= 0;

    public int CompareTo(Money other) => Amount.CompareTo(other.In(Currency));

    /// <summary>To whole pence, halves away from zero.</summary>
    public Money ToPence() => this with { Amount = decimal.Round(Amount, 2, MidpointRounding.AwayFromZero) };

    /// <summary>Parts in proportion to the weights, in whole pence, that add up to exactly this amount (itself in whole pence).</summary>
    public IReadOnlyList<Money> Split(IReadOnlyList<decimal> weights)
    {
        string inCurrency = Currency;
        return [.. LargestRemainder.Split(Amount, weights, unit: 0.01m).Select(part => new Money(part, inCurrency))];
    }

    /// <summary>
    /// As people write it: without pence where there are none, else with all there are, so that £0.125 is not shown as £0.13.
    /// </summary>
    public override string ToString() => decimal.Truncate(Amount) == Amount ? Written("#,##0") : WithPence();

    /// <summary>With two decimal places or all there are, for columns of amounts.</summary>
    public string WithPence() => Written("#,##0.00##########################");

    private string Written(string format)
    {
        string digits = Math.Abs(Amount).ToString(format, CultureInfo.InvariantCulture);
        string sign = Amount < 0 ? "-" : "";
        return Currency switch
        {
            Pounds => $"{sign}£{digits}",
            "EUR" => $"{sign}€{digits}",
            _ => $"{sign}{Currency} {digits}",
        };
    }

    public static Money Sum(IEnumerable<Money> amounts) =>
        amounts.Aggregate((Money?)null, (sum, money) => sum is null ? money : sum.Value + money) ?? Zero;

    private decimal In(string wanted) =>
        Currency == wanted ? Amount : throw new InvalidOperationException($"{Currency} and {wanted} are different currencies.");
}
