using System.Globalization;

namespace UseIt.Marketplace.Values;

/// <summary>Dates as other publishers write them.</summary>
public static class UkDate
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");

    /// <summary>
    /// An instant from an ISO 8601 date or date and time; without an offset it is UK local time. Null where it cannot be read.
    /// </summary>
    public static DateTimeOffset? Read(string? text)
    {
        if (
            text is null
            || !DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var parsed)
            || text.Length < 10
            || text[4] != '-'
        )
            return null;
        if (parsed.Kind == DateTimeKind.Unspecified)
            return new DateTimeOffset(parsed, London.GetUtcOffset(parsed)).ToUniversalTime();
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out var instant)
            ? instant.ToUniversalTime()
            : null;
    }

    /// <summary>The instant something ends: a date without a time is open through that day in the United Kingdom.</summary>
    public static DateTimeOffset? ReadEnd(string? text) =>
        ReadDay(text) is not { } day ? Read(text)
        : day == DateOnly.MaxValue ? null
        : UkTime.StartOf(day.AddDays(1));

    /// <summary>The day, where a text says no more than that.</summary>
    public static DateOnly? ReadDay(string? text) =>
        DateOnly.TryParseExact(text?.Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null;
}
