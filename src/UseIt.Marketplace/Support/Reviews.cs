using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Support;

/// <summary>When a case is reviewed.</summary>
public static class Reviews
{
    /// <summary>So many months after it began.</summary>
    public static IReadOnlyList<int> AfterMonths { get; } = [6, 12];

    /// <summary>From when a review can be made.</summary>
    public static DateOnly Day(DateTimeOffset received, int months) => UkTime.DayOf(received).AddMonths(months);
}
