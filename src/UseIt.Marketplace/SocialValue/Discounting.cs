namespace UseIt.Marketplace.SocialValue;

/// <summary>
/// Annual rates by year from now, each from the year given. A change of the published rates is a new schedule, never an edit.
/// </summary>
public sealed record DiscountRates(string Source, IReadOnlyList<(int FromYear, decimal Rate)> Steps)
{
    /// <summary>The social time preference rate of HM Treasury's Green Book.</summary>
    public static DiscountRates GreenBook { get; } =
        new(
            "HM Treasury, The Green Book, A6 (Open Government Licence v3.0)",
            [(0, 0.035m), (31, 0.030m), (76, 0.025m), (126, 0.020m), (201, 0.015m), (301, 0.010m)]
        );

    /// <summary>The rate for benefits to health.</summary>
    public static DiscountRates GreenBookHealth { get; } =
        new(
            "HM Treasury, The Green Book 2026, 6.58 (Open Government Licence v3.0)",
            [(0, 0.015m), (31, 0.0129m), (76, 0.0107m), (126, 0.0086m), (201, 0.0064m), (301, 0.0043m)]
        );

    public static DiscountRates Flat(decimal rate) => new("One rate for all years", [(0, rate)]);
}

/// <summary>Present values of amounts in real prices. Decimals carry 28 digits; only what is shown is rounded.</summary>
public static class Discounting
{
    /// <summary>What £1 in so many years is worth now. Steps are cumulative: a lower rate starts from the factor reached.</summary>
    public static decimal Factor(int year, DiscountRates rates)
    {
        decimal factor = 1m;
        for (int t = 1; t <= year; t++)
            factor /= 1m + rates.Steps.Last(step => step.FromYear <= t).Rate;
        return factor;
    }

    /// <summary>The value now of one amount a year, the first of them now.</summary>
    public static decimal PresentValue(IReadOnlyList<decimal> amounts, DiscountRates rates) =>
        amounts.Select((amount, year) => amount * Factor(year, rates)).Sum();

    /// <summary>What a whole life costs: buying now, running at the end of each year, and the end after the last of them.</summary>
    public static decimal WholeLifeCost(decimal acquisition, IReadOnlyList<decimal> yearly, decimal endOfLife, DiscountRates rates) =>
        PresentValue([acquisition, .. yearly], rates) + endOfLife * Factor(yearly.Count, rates);
}
