using System.Globalization;
using UseIt.Marketplace.Engine;

namespace UseIt.Marketplace.Values;

/// <summary>Which of the two readings of a time in the hour when clocks go back.</summary>
public enum UkClock
{
    SummerTime,
    GreenwichMeanTime,
}

/// <summary>Instants as people in the UK read them. Days in rules are civil days of Europe/London.</summary>
public static class UkTime
{
    private static readonly TimeZoneInfo London = TimeZoneInfo.FindSystemTimeZoneById("Europe/London");
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    /// <summary>What clocks in the UK show at this instant.</summary>
    public static DateTime Local(DateTimeOffset instant) => TimeZoneInfo.ConvertTime(instant, London).DateTime;

    public static DateOnly DayOf(DateTimeOffset instant) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(instant, London).DateTime);

    /// <summary>The first instant of a day. UK clocks change at 1am, so midnight always exists, once.</summary>
    public static DateTimeOffset StartOf(DateOnly day)
    {
        DateTime midnight = day.ToDateTime(TimeOnly.MinValue);
        return new DateTimeOffset(midnight, London.GetUtcOffset(midnight)).ToUniversalTime();
    }

    /// <summary>
    /// The instant of a local time somebody typed. A time that does not exist is refused; one that exists twice is asked back,
    /// and the answer comes in as <paramref name="clock"/>.
    /// </summary>
    public static Answer<DateTimeOffset> At(DateTime local, string field, UkClock? clock = null)
    {
        local = DateTime.SpecifyKind(local, DateTimeKind.Unspecified);
        if (London.IsInvalidTime(local))
        {
            return new Refusal(
                "time-does-not-exist",
                field,
                $"{Clock(local)} on {Day(local)} does not exist because the clocks go forward. Enter a time before 1:00am or from 2:00am",
                new Dictionary<string, object?> { ["local"] = local }
            );
        }

        if (!London.IsAmbiguousTime(local))
            return new DateTimeOffset(local, London.GetUtcOffset(local)).ToUniversalTime();

        return clock is null
            ? new Refusal(
                "time-exists-twice",
                field,
                $"{Clock(local)} on {Day(local)} happens twice because the clocks go back. Choose British Summer Time or Greenwich Mean Time",
                new Dictionary<string, object?> { ["local"] = local }
            )
            : new DateTimeOffset(local, clock == UkClock.SummerTime ? TimeSpan.FromHours(1) : TimeSpan.Zero).ToUniversalTime();
    }

    /// <summary>
    /// "5:00pm on Friday 26 June 2026", "midday on ...", "midnight at the start of ...", with BST or GMT only where it matters.
    /// </summary>
    public static string Display(DateTimeOffset instant)
    {
        DateTimeOffset local = TimeZoneInfo.ConvertTime(instant, London);
        string clock = London.IsAmbiguousTime(local.DateTime)
            ? local.Offset == TimeSpan.Zero
                ? " GMT"
                : " BST"
            : "";
        return local.TimeOfDay == TimeSpan.Zero
            ? $"midnight at the start of {Day(local.DateTime)}"
            : $"{Clock(local.DateTime)}{clock} on {Day(local.DateTime)}";
    }

    public static string Display(DateOnly day) => Day(day.ToDateTime(TimeOnly.MinValue));

    /// <summary>
    /// How far away, as people say it: "in 3 days", "tomorrow", "in 2 hours", "yesterday". Days are UK days, not 24 hours.
    /// </summary>
    public static string Until(DateTimeOffset instant, DateTimeOffset now)
    {
        TimeSpan left = instant - now;
        return (DayOf(instant).DayNumber - DayOf(now).DayNumber) switch
        {
            1 when left >= TimeSpan.FromHours(12) => "tomorrow",
            -1 when left <= TimeSpan.FromHours(-12) => "yesterday",
            > 1 and int days => $"in {days} days",
            < -1 and int days => $"{-days} days ago",
            _ => left >= TimeSpan.Zero ? $"in {Span(left)}" : $"{Span(-left)} ago",
        };
    }

    private static string Span(TimeSpan span) =>
        span switch
        {
            { TotalMinutes: < 1 } => "less than a minute",
            { TotalHours: < 1 } => Count((int)span.TotalMinutes, "minute"),
            _ => Count((int)span.TotalHours, "hour"),
        };

    private static string Count(int number, string what) => number == 1 ? $"1 {what}" : $"{number} {what}s";

    private static string Day(DateTime local) => local.ToString("dddd d MMMM yyyy", English);

    private static string Clock(DateTime local)
    {
        if (local.TimeOfDay == TimeSpan.FromHours(12))
            return "midday";
        // Seconds appear only when there are any: a receipt at 4:59:58pm must not read like one at 4:59pm.
        string pattern = local.Second == 0 ? "h:mm" : "h:mm:ss";
        return local.ToString(pattern, English) + (local.Hour < 12 ? "am" : "pm");
    }
}
