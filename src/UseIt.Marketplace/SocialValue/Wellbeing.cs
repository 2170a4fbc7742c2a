namespace UseIt.Marketplace.SocialValue;

/// <summary>
/// One point of life satisfaction (0 to 10) for one person for one year, in pounds of 2019
/// (HM Treasury, Wellbeing Guidance for Appraisal, July 2021; Open Government Licence v3.0).
/// Not to be added to another wellbeing value for the same people.
/// </summary>
public sealed record Wellbeing(decimal Low, decimal Central, decimal High)
{
    public const int PriceYear = 2019;

    public static Wellbeing Of(decimal points, decimal people, decimal years)
    {
        decimal pointYears = points * people * years;
        return new(pointYears * 10_000m, pointYears * 13_000m, pointYears * 16_000m);
    }
}

/// <summary>Amounts of one price year in prices of another, by a published index such as HM Treasury's GDP deflator.</summary>
public static class Prices
{
    public static decimal In(decimal amount, decimal indexThen, decimal indexWanted) => amount * indexWanted / indexThen;
}
