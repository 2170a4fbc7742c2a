using System.Globalization;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Programmes;

/// <summary>A quarter of a calendar year, written 2026-Q2.</summary>
public readonly record struct Quarter(int Year, int Number) : IComparable<Quarter>
{
    public DateOnly First => new(Year, Number * 3 - 2, 1);
    public DateOnly Last => First.AddMonths(3).AddDays(-1);

    public static Quarter Of(DateOnly day) => new(day.Year, (day.Month + 2) / 3);

    public static Quarter? Read(string? text) =>
        text?.Trim() is { Length: 7 } said
        && said[4..6] is "-Q" or "-q"
        && int.TryParse(said[..4], NumberStyles.None, CultureInfo.InvariantCulture, out var year)
        && year is >= 2000 and <= 2200
        && said[6] is >= '1' and <= '4'
            ? new Quarter(year, said[6] - '0')
            : null;

    public Quarter Plus(int quarters) => Of(First.AddMonths(3 * quarters));

    /// <summary>How many quarters from this to that, both counted; none where that is earlier.</summary>
    public int Until(Quarter last) => Math.Max(0, (last.Year - Year) * 4 + last.Number - Number + 1);

    /// <summary>The quarters from one day to another that are over on a day, the latest first.</summary>
    public static IEnumerable<Quarter> Over(DateOnly from, DateOnly until, DateOnly today)
    {
        var first = Of(from);
        for (var quarter = Of(today < until ? today : until); quarter >= first; quarter = quarter.Plus(-1))
            if (quarter.Last < today)
                yield return quarter;
    }

    public int CompareTo(Quarter other) => (Year, Number).CompareTo((other.Year, other.Number));

    public static bool operator <(Quarter left, Quarter right) => left.CompareTo(right) < 0;

    public static bool operator >(Quarter left, Quarter right) => left.CompareTo(right) > 0;

    public static bool operator <=(Quarter left, Quarter right) => left.CompareTo(right) <= 0;

    public static bool operator >=(Quarter left, Quarter right) => left.CompareTo(right) >= 0;

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Year}-Q{Number}");

    /// <summary>As people say it.</summary>
    public string Words => $"{UkTime.Display(First)} to {UkTime.Display(Last)}";
}
