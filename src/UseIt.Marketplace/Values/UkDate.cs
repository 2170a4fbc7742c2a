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
}
