using System.Globalization;
using UseIt.Marketplace.SocialValue;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Tenders;

/// <summary>
/// Whether a promised quantity can be right against what a contract is worth: money against its value; work, in full-time equivalents,
/// hours or weeks, against what it would cost at the least that the law lets anybody be paid (legal-pay.csv: the National Living Wage at 21
/// and over, and the apprentice rate, each from its day; GOV.UK, "National Minimum Wage and National Living Wage rates"). It is a doubt for
/// people to look at, and refuses nothing; what has no such measure, such as people reached or carbon, is not judged.
/// </summary>
public static class Plausibility
{
    private sealed record LegalPay(DateOnly From, decimal LivingWage, decimal Apprentice);

    // An apprentice works 30 hours a week at the least where the apprenticeship is not stretched.
    private const decimal ApprenticeHours = 30;

    private static readonly LegalPay[] Rates = Read();

    private static readonly HashSet<string> FullTime = new(
        ["fte", "ftes", "full-time equivalent", "full-time equivalents", "full time equivalents"],
        StringComparer.OrdinalIgnoreCase
    );

    private static readonly HashSet<string> InPounds = new(["£", "gbp", "pounds", "pound"], StringComparer.OrdinalIgnoreCase);

    /// <summary>Why it cannot well be right, in a sentence; null where nothing speaks against it, or nothing can be compared.</summary>
    /// <param name="quantity">What is promised in all.</param>
    /// <param name="unit">The commitment's unit.</param>
    /// <param name="value">What the contract or lot is worth; null where that is not known.</param>
    /// <param name="what">What that value is called, such as "the contract's value".</param>
    /// <param name="term">How long it runs: of a contract shorter than a year a full-time equivalent is paid for its time.</param>
    /// <param name="otherwise">The day whose rates count where the term does not say when it begins.</param>
    public static string? Doubt(decimal quantity, string unit, Money? value, string what, Period? term, DateOnly otherwise)
    {
        if (value is not { Currency: Money.Pounds, Amount: > 0 } worth)
            return null;
        unit = unit.Trim();
        if (InPounds.Contains(unit))
            return quantity > worth.Amount ? $"{new Money(quantity)} is promised, and {what} is {worth}. Look again: it is more." : null;
        var rate = RateOf(term?.Start ?? otherwise);
        var (cost, basis) = unit.ToLowerInvariant() switch
        {
            var full when FullTime.Contains(full) => (
                quantity * Hours.YearOfPay(rate.LivingWage) * ShareOfYear(term),
                ShareOfYear(term) < 1 ? "each paid for the length of the contract" : "each paid for one year"
            ),
            "hours" or "people-hours" => (quantity * rate.LivingWage, "each hour paid"),
            "weeks" => (quantity * ApprenticeHours * rate.Apprentice, $"each week of {ApprenticeHours:0} hours paid as an apprentice's"),
            _ => (0m, ""),
        };
        var least = new Money(decimal.Round(cost));
        var hourly = unit.Equals("weeks", StringComparison.OrdinalIgnoreCase) ? rate.Apprentice : rate.LivingWage;
        return cost > worth.Amount
            ? $"{quantity:#,##0.####} {unit}, {basis} at the legal minimum of {new Money(hourly).WithPence()} an hour, would cost {least} or more, "
                + $"and {what} is {worth}. Look again whether so much can be meant."
            : null;
    }

    private static decimal ShareOfYear(Period? term) =>
        term is { Start: { } first, End: { } last } && last >= first ? Math.Min(1m, (last.DayNumber - first.DayNumber + 1) / 365m) : 1m;

    private static LegalPay RateOf(DateOnly day) => Rates.LastOrDefault(r => r.From <= day) ?? Rates[0];

    private static LegalPay[] Read()
    {
        using var file = new StreamReader(typeof(Plausibility).Assembly.GetManifestResourceStream("legal-pay.csv")!);
        return
        [
            .. file.ReadToEnd()
                .Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Skip(1)
                .Select(line => line.Split(','))
                .Select(c => new LegalPay(
                    DateOnly.ParseExact(c[0], "yyyy-MM-dd", CultureInfo.InvariantCulture),
                    decimal.Parse(c[1], CultureInfo.InvariantCulture),
                    decimal.Parse(c[2], CultureInfo.InvariantCulture)
                )),
        ];
    }
}
