using System.Globalization;
using System.Text.RegularExpressions;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Web;

/// <summary>What people type into a form, read as they mean it.</summary>
public static partial class Typed
{
    /// <summary>"25,000", "£25,000.50", "1 200"; nothing typed is null. False when it is no number.</summary>
    public static bool Number(string? typed, out decimal? number)
    {
        number = null;
        if (string.IsNullOrWhiteSpace(typed))
            return true;
        var text = typed
            .Replace("£", "", StringComparison.Ordinal)
            .Replace(" ", "", StringComparison.Ordinal)
            .Replace("\u00a0", "", StringComparison.Ordinal)
            .TrimEnd('%');
        if (
            !decimal.TryParse(
                text,
                NumberStyles.AllowThousands | NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var exact
            )
        )
            return false;
        number = exact;
        return true;
    }

    /// <summary>The same for a field of a form, which hears what is wrong with it.</summary>
    public static decimal? Number(string? typed, string field, string sentence, List<Refusal> unread)
    {
        if (Number(typed, out var number))
            return number;
        unread.Add(new Refusal("not-a-number", field, sentence));
        return null;
    }

    /// <summary>A day and a time of the UK as one instant. In the hour that comes twice the time says BST or GMT.</summary>
    public static Answer<DateTimeOffset> Moment(DateOnly day, string? time, string timeField)
    {
        if (Time().Match(time?.Trim() ?? "") is not { Success: true } read)
            return new Refusal("time-wrong", timeField, "Enter the time, for example 12:00 or 5pm");
        var word = read.Groups["word"].Value.ToLowerInvariant();
        var hour = word is "midday" or "noon" ? 12 : int.Parse(read.Groups["hour"].Value, CultureInfo.InvariantCulture);
        var minute = read.Groups["minute"] is { Success: true } m ? int.Parse(m.Value, CultureInfo.InvariantCulture) : 0;
        var half = read.Groups["half"].Value.ToLowerInvariant();
        if (
            minute > 59
            || (half.Length == 0 ? hour > 23 : hour is < 1 or > 12)
            || (half.Length == 0 && word.Length == 0 && !read.Groups["minute"].Success)
        )
            return new Refusal("time-wrong", timeField, "Enter the time, for example 12:00 or 5pm");
        if (half.Length > 0)
            hour = hour % 12 + (half[0] == 'p' ? 12 : 0);
        UkClock? clock = read.Groups["clock"].Value.ToUpperInvariant() switch
        {
            "BST" => UkClock.SummerTime,
            "GMT" => UkClock.GreenwichMeanTime,
            _ => null,
        };
        var at = UkTime.At(day.ToDateTime(new TimeOnly(hour, minute)), timeField, clock);
        return at.IsKnown || at.Refusal.Code != "time-exists-twice"
            ? at
            : at.Refusal with
            {
                Sentence = "This time happens twice because the clocks go back. Write BST or GMT after it",
            };
    }

    /// <summary>"12:00", as it is typed back into the form.</summary>
    public static string TimeOf(DateTimeOffset instant) => UkTime.Local(instant).ToString("HH:mm", CultureInfo.InvariantCulture);

    [GeneratedRegex(
        @"^(?:(?<word>midday|noon)|(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))?\s*(?<half>[ap]\.?m\.?)?)\s*(?<clock>bst|gmt)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Time();
}
