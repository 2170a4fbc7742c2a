using System.Collections.Frozen;
using System.Globalization;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Values;

/// <summary>
/// Counts days that are neither Saturday, Sunday nor a bank holiday. Beyond the published calendars the answer is unknown, never a guess.
/// </summary>
public sealed class WorkingDays
{
    private readonly FrozenSet<DateOnly> holidays;
    private readonly int firstYear;
    private readonly int lastYear;

    private WorkingDays(FrozenSet<DateOnly> holidays, int firstYear, int lastYear) =>
        (this.holidays, this.firstYear, this.lastYear) = (holidays, firstYear, lastYear);

    /// <summary>Not a bank holiday in any part of the United Kingdom (Procurement Act 2023 s.123).</summary>
    public static WorkingDays UnitedKingdom { get; } = Published("EW", "S", "NI");

    public static WorkingDays EnglandAndWales { get; } = Published("EW");

    public static WorkingDays From(IEnumerable<DateOnly> holidays, int firstYear, int lastYear) =>
        new(holidays.ToFrozenSet(), firstYear, lastYear);

    public Answer<bool> IsWorkingDay(DateOnly day) =>
        day.Year < firstYear || day.Year > lastYear
            ? Unknown(day)
            : day.DayOfWeek is not (DayOfWeek.Saturday or DayOfWeek.Sunday) && !holidays.Contains(day);

    /// <summary>
    /// The last of so many working days beginning with <paramref name="first"/>, which counts if it is a working day itself.
    /// </summary>
    public Answer<DateOnly> Last(DateOnly first, int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        for (DateOnly day = first; ; day = day.AddDays(1))
        {
            if (!IsWorkingDay(day).Is(out bool working))
                return Unknown(day);
            if (working && --count == 0)
                return day;
        }
    }

    private Refusal Unknown(DateOnly day) =>
        new(
            "bank-holidays-unknown",
            null,
            $"Bank holidays are known from {firstYear} to {lastYear}, so working days in {day.Year} cannot be counted. Ask the administrator to add the calendar for {day.Year}",
            new Dictionary<string, object?>
            {
                ["year"] = day.Year,
                ["firstYear"] = firstYear,
                ["lastYear"] = lastYear,
            }
        );

    private static WorkingDays Published(params string[] parts)
    {
        using Stream file =
            typeof(WorkingDays).Assembly.GetManifestResourceStream("bank-holidays.csv")
            ?? throw new InvalidOperationException("The bank holidays are not part of this build.");
        using StreamReader reader = new(file);
        string[] lines = reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries);
        string[] years = lines
            .Single(line => line.StartsWith("# complete: ", StringComparison.Ordinal))["# complete: ".Length..]
            .Split('-');
        FrozenSet<DateOnly> days = lines
            .Where(line => line[0] != '#')
            .Select(line => line.Split(','))
            .Where(row => row[1].Split('+').Intersect(parts).Any())
            .Select(row => DateOnly.ParseExact(row[0], "yyyy-MM-dd", CultureInfo.InvariantCulture))
            .ToFrozenSet();
        return new(days, int.Parse(years[0], CultureInfo.InvariantCulture), int.Parse(years[1], CultureInfo.InvariantCulture));
    }
}
