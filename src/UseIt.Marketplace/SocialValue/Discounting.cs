using System.Globalization;

namespace UseIt.Marketplace.SocialValue;

/// <summary>
/// Annual rates by year from now, each from the year given. A change of the published rates is a new schedule with its own day, never an
/// edit: what was valued by an earlier one stays as it was.
/// </summary>
public sealed record DiscountRates(string Source, IReadOnlyList<(int FromYear, decimal Rate)> Steps)
{
    private static readonly ILookup<string, (DateOnly AsAt, DiscountRates Rates)> Published = Read();

    /// <summary>The social time preference rate of HM Treasury's Green Book.</summary>
    public static DiscountRates GreenBook { get; } = Latest("standard");

    /// <summary>The rate for benefits to health.</summary>
    public static DiscountRates GreenBookHealth { get; } = Latest("health");

    /// <summary>The standard schedule by which something stated on a day is valued: the last read by then, or else the first.</summary>
    public static DiscountRates On(DateOnly day) =>
        Published["standard"] is var all && all.LastOrDefault(r => r.AsAt <= day).Rates is { } known ? known : all.First().Rates;

    public static DiscountRates Flat(decimal rate) => new("One rate for all years", [(0, rate)]);

    private static DiscountRates Latest(string schedule) => Published[schedule].Last().Rates;

    private static ILookup<string, (DateOnly AsAt, DiscountRates Rates)> Read()
    {
        using var file = new StreamReader(typeof(DiscountRates).Assembly.GetManifestResourceStream("discount-rates.tsv")!);
        return file.ReadToEnd()
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Skip(1)
            .Select(line => line.TrimEnd('\r').Split('\t'))
            .GroupBy(cells => (Schedule: cells[0], AsAt: DateOnly.ParseExact(cells[1], "yyyy-MM-dd", CultureInfo.InvariantCulture)))
            .OrderBy(schedule => schedule.Key.AsAt)
            .ToLookup(
                schedule => schedule.Key.Schedule,
                schedule => (schedule.Key.AsAt, new DiscountRates(schedule.First()[2], [.. schedule.Select(Step)]))
            );

        static (int FromYear, decimal Rate) Step(string[] cells) =>
            (int.Parse(cells[3], CultureInfo.InvariantCulture), decimal.Parse(cells[4], CultureInfo.InvariantCulture));
    }
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
