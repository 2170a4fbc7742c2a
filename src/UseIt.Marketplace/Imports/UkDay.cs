using System.Globalization;

namespace UseIt.Marketplace.Imports;

/// <summary>Days as people here write them: the day first. What may be another day is not guessed at.</summary>
public static class UkDay
{
    private static readonly CultureInfo British = CultureInfo.GetCultureInfo("en-GB");

    private static readonly string[] Written = ["d MMMM yyyy", "d MMM yyyy", "yyyy-MM-dd"];

    /// <summary>Whether it has its month first, as in America: its second number cannot be a month, and its first can.</summary>
    public static bool IsAmerican(string text) => Numbers(text) is (<= 12, > 12 and <= 31, _);

    /// <summary>The day, or what is wrong with it.</summary>
    /// <param name="text">What stands in the cell.</param>
    /// <param name="americans">Whether another day of the column has its month first: then no day of numbers alone is certain.</param>
    public static (DateOnly? Day, string? Wrong) Read(string text, bool americans)
    {
        // British programs write Sept or Sep, by their age.
        foreach (var culture in new[] { British, CultureInfo.InvariantCulture })
            if (DateOnly.TryParseExact(text, Written, culture, DateTimeStyles.None, out var written))
                return (written, null);
        if (Numbers(text) is not var (day, month, year))
            return (null, "is not a date such as 27/03/2026");
        if (year < 100)
            return (null, "has a year of two digits; write it with four, such as 27/03/2026");
        if (IsAmerican(text))
            return (null, "has the month first, as in America; write the day first, such as 27/03/2026");
        if (month is < 1 or > 12 || day < 1 || year > 9999 || day > DateTime.DaysInMonth(year, month))
            return (null, "is no real date");
        return americans && day <= 12 && day != month
            ? (null, "may be two dates: others in this column have the month first. Write the month as a word, such as 3 April 2026")
            : (new DateOnly(year, month, day), null);
    }

    private static (int First, int Second, int Year)? Numbers(string text)
    {
        var parts = text.Split('/', '.', '-');
        return
            parts.Length == 3
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var second)
            && int.TryParse(parts[2], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
            && parts[0].Length <= 2
            ? (first, second, year)
            : null;
    }
}
