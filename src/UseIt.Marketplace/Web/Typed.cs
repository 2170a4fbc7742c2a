using System.Globalization;
using System.Text.RegularExpressions;
using UseIt.Marketplace.Engine;
using UseIt.Marketplace.Values;

namespace UseIt.Marketplace.Web;

/// <summary>What people type into a form, read as they mean it.</summary>
public static partial class Typed
{
    /// <summary>
    /// "25,000", "£25,000.50", "1 200", "12.5%"; nothing typed is null. False when it is no number, or when it could be meant otherwise: a
    /// comma or a space stands between thousands, so "12,50" is asked back.
    /// </summary>
    public static bool Number(string? typed, out decimal? number)
    {
        number = null;
        if (string.IsNullOrWhiteSpace(typed))
            return true;
        if (Numeral().Match(typed.Trim()) is not { Success: true } read)
            return false;
        var digits = string.Concat(read.Value.Where(c => char.IsAsciiDigit(c) || c is '.' or '-'));
        if (
            !decimal.TryParse(
                digits,
                NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var exact
            )
        )
            return false;
        number = exact;
        return true;
    }

    /// <summary>The same for a field of a form, which hears what is wrong with it.</summary>
    public static decimal? Number(string? typed, Refusal otherwise, List<Refusal> unread)
    {
        if (Number(typed, out var number))
            return number;
        unread.Add(otherwise);
        return null;
    }

    /// <summary>The same for a field of a form, which hears what is wrong with it.</summary>
    public static decimal? Number(string? typed, string field, string sentence, List<Refusal> unread) =>
        Number(typed, new Refusal("not-a-number", field, sentence), unread);

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
        @"^-?£?-?\s?(\d+|\d{1,3}([,\u0020\u00a0\u202f]\d{3})+)?(\.\d+|(?<=\d)\.)?(?<=[\d.])\s?%?$",
        RegexOptions.CultureInvariant
    )]
    private static partial Regex Numeral();

    [GeneratedRegex(
        @"^(?:(?<word>midday|noon)|(?<hour>\d{1,2})(?:[:.](?<minute>\d{2}))?\s*(?<half>[ap]\.?m\.?)?)\s*(?<clock>bst|gmt)?$",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant
    )]
    private static partial Regex Time();
}
