using System.Globalization;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Templates;

/// <summary>The words that the templates in <c>templates/</c> have beside those of their language.</summary>
public static class TemplateFunctions
{
    private const string Missing = "Not recorded";

    public static readonly IReadOnlyDictionary<string, Delegate> All = new Dictionary<string, Delegate>
    {
        ["money"] = AsMoney,
        ["share"] = AsShare,
        ["quantity"] = (object? value) => Quantity(value is null ? null : Number(value)),
        ["uk_date"] = AsDate,
        ["uk_time"] = AsTime,
        ["raw"] = Raw,
    };

    /// <summary>A quantity as people read it: 1,234.5, rounded to four places.</summary>
    public static string Quantity(decimal? value) => value?.ToString("#,##0.####", CultureInfo.InvariantCulture) ?? Missing;

    /// <summary>£1,234.50; of an amount in pounds or of an amount with its currency.</summary>
    private static string AsMoney(object? value) =>
        value switch
        {
            null or "" => Missing,
            Money money => money.WithPence(),
            IDictionary<string, object?> parts when parts.TryGetValue("amount", out object? amount) && amount is not null => new Money(
                Number(amount),
                parts.TryGetValue("currency", out object? currency) && currency is string code ? code : Money.Pounds
            ).WithPence(),
            _ => new Money(Number(value)).WithPence(),
        };

    /// <summary>33.34%.</summary>
    private static string AsShare(object? value) =>
        value switch
        {
            null or "" => Missing,
            Share share => share.ToString(),
            _ => Number(value).ToString("0.00", CultureInfo.InvariantCulture) + "%",
        };

    /// <summary>The day in the UK: Friday 26 June 2026.</summary>
    private static string AsDate(object? value) =>
        value switch
        {
            null or "" => Missing,
            DateOnly day => UkTime.Display(day),
            DateTime date => UkTime.Display(DateOnly.FromDateTime(date)),
            string text
                when DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly day) =>
                UkTime.Display(day),
            _ => UkTime.Display(UkTime.DayOf(Instant(value))),
        };

    /// <summary>The time in the UK: 5:00pm on Friday 26 June 2026.</summary>
    private static string AsTime(object? value) => value is null or "" ? Missing : UkTime.Display(Instant(value));

    private static RawHtml Raw(string? html) => new(html ?? "");

    private static decimal Number(object value) => Convert.ToDecimal(value, CultureInfo.InvariantCulture);

    private static DateTimeOffset Instant(object value) =>
        value switch
        {
            DateTimeOffset instant => instant,
            DateTime { Kind: DateTimeKind.Utc } date => new DateTimeOffset(date),
            string text => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            _ => throw new FormatException("Not an instant."),
        };
}
