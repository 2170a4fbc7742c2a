using System.Globalization;
using System.Text;
using UseIt.Templating.Evaluation;

namespace UseIt.Templating.Functions;

/// <summary>The built-in object <c>date</c>, whose member <c>format</c> a template may set.</summary>
internal static class DateFunctions
{
    private const string DefaultFormat = "%d %b %Y";

    private static readonly TemplateObject Functions = Builtins.Object(
        ("now", "", static (in Invocation c) => DateTime.SpecifyKind(c.Rendering.Options.Clock.GetLocalNow().DateTime, DateTimeKind.Local)),
        ("utc_now", "", static (in Invocation c) => c.Rendering.Options.Clock.GetUtcNow().UtcDateTime),
        ("add_days", "date days", static (in Invocation c) => Added(c, "AddDays", static (date, n) => date.AddDays(n))),
        ("add_months", "date months", static (in Invocation c) => Added(c, "AddMonths", static (date, n) => date.AddMonths((int)n))),
        ("add_years", "date years", static (in Invocation c) => Added(c, "AddYears", static (date, n) => date.AddYears((int)n))),
        ("add_hours", "date hours", static (in Invocation c) => Added(c, "AddHours", static (date, n) => date.AddHours(n))),
        ("add_minutes", "date minutes", static (in Invocation c) => Added(c, "AddMinutes", static (date, n) => date.AddMinutes(n))),
        ("add_seconds", "date seconds", static (in Invocation c) => Added(c, "AddSeconds", static (date, n) => date.AddSeconds(n))),
        (
            "add_milliseconds",
            "date millis",
            static (in Invocation c) => Added(c, "AddMilliseconds", static (date, n) => date.AddMilliseconds(n))
        ),
        ("parse", "text pattern? culture?", static (in Invocation c) => Parse(c, c.Text(0), c.Text(1), c.Text(2))),
        (
            "parse_to_string",
            "text output_pattern? output_culture? input_pattern? input_culture?",
            static (in Invocation c) =>
                Parse(c, c.Text(0), c.Text(3), c.Text(4)) is { } date
                    ? Format(c.Rendering, date, c.Text(1), CultureNamed(c.Rendering, c.Text(2)))
                    : null
        ),
        ("to_string", "datetime pattern culture?", static (in Invocation c) => ToText(c))
    );

    private static string ToText(in Invocation c)
    {
        if (c.Value(0) is not { } date)
            return "";
        Required(c, "ToString");
        var pattern = c.Text(1) ?? throw c.Error("Value cannot be null. (Parameter 'pattern')");
        return Format(c.Rendering, date, pattern, CultureNamed(c.Rendering, c.Text(2)));
    }

    public static TemplateObject Create()
    {
        var date = Functions.Copy();
        foreach (var name in date.Keys)
            date.MakeReadOnly(name);
        date["default_format"] = DefaultFormat;
        date.MakeReadOnly("default_format");
        date["format"] = DefaultFormat;
        return date;
    }

    private static CultureInfo CultureNamed(Rendering r, string? name) =>
        string.IsNullOrEmpty(name) ? r.Culture : CultureInfo.GetCultureInfo(name);

    private static DateTime Required(in Invocation c, string function) =>
        c.Value(0) switch
        {
            null => throw c.Error($"Argument `date` cannot be null for function `{function}`."),
            var value => Dates.Of(value)
                ?? throw c.Rendering.Error(c.Arguments.SpanOf(0), $"Unable to convert type `{Kinds.Of(value)}` to `DateTime`"),
        };

    private static object Added(in Invocation c, string function, Func<DateTime, double, DateTime> add)
    {
        var date = add(Required(c, function), c.Double(1));
        return c.Value(0) is DateTimeOffset instant
            ? new DateTimeOffset(DateTime.SpecifyKind(date, DateTimeKind.Unspecified), instant.Offset)
            : date;
    }

    // Parsing

    /// <summary>The date of a text; the first day of the calendar for a text that is none, null for no text.</summary>
    private static DateTime? Parse(in Invocation c, string? text, string? pattern, string? culture)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        var format = CultureNamed(c.Rendering, culture);
        // An offset in the text is honoured, and the moment is then told in the clock's own zone.
        var parsed = pattern is null
            ? DateTimeOffset.TryParse(text, format, DateTimeStyles.AssumeUniversal, out var instant)
            : DateTimeOffset.TryParseExact(text, ToNet(pattern), format, DateTimeStyles.AssumeUniversal, out instant);
        if (!parsed)
            return default(DateTime);
        var zone = c.Rendering.Options.Clock.LocalTimeZone;
        var hasOffset = HasOffset(text, pattern, format);
        return DateTime.SpecifyKind(hasOffset ? TimeZoneInfo.ConvertTime(instant, zone).DateTime : instant.UtcDateTime, DateTimeKind.Local);
    }

    private static bool HasOffset(string text, string? pattern, CultureInfo culture) =>
        pattern is null
            ? DateTime.TryParse(text, culture, DateTimeStyles.RoundtripKind, out var date) && date.Kind != DateTimeKind.Unspecified
            : pattern.Contains("%Z", StringComparison.Ordinal);

    /// <summary>The pattern as .NET writes it, for parsing.</summary>
    private static string ToNet(string pattern)
    {
        var result = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%' || i + 1 == pattern.Length)
                result.Append('\'').Append(pattern[i] == '\'' ? "'\"'\"'" : pattern[i].ToString()).Append('\'');
            else
                result.Append(Specifier(pattern[++i]));
        }
        return result.ToString().Replace("''", "", StringComparison.Ordinal);
    }

    private static string Specifier(char c) =>
        c switch
        {
            'a' => "ddd",
            'A' => "dddd",
            'b' or 'h' => "MMM",
            'B' => "MMMM",
            'd' => "dd",
            'D' => "MM'/'dd'/'yy",
            'e' => "%d",
            'F' => "yyyy'-'MM'-'dd",
            'H' => "HH",
            'I' => "hh",
            'k' => "%H",
            'l' => "%h",
            'L' => "fff",
            'm' => "MM",
            'M' => "mm",
            'N' => "fffffff",
            'p' or 'P' => "tt",
            'r' => "hh':'mm':'ss' 'tt",
            'R' => "HH':'mm",
            'S' => "ss",
            'T' => "HH':'mm':'ss",
            'y' => "yy",
            'Y' => "yyyy",
            'Z' => "zzz",
            _ => "",
        };

    // Formatting

    /// <summary>A date by a pattern of the language; without one by <c>date.format</c>.</summary>
    public static string Format(Rendering r, object value, string? pattern, CultureInfo culture)
    {
        var date = Dates.Of(value)!.Value;
        var offset =
            value is DateTimeOffset instant ? instant.Offset
            : date.Kind == DateTimeKind.Utc ? TimeSpan.Zero
            : r.Options.Clock.LocalTimeZone.GetUtcOffset(DateTime.SpecifyKind(date, DateTimeKind.Unspecified));
        var own = r.Text(r.Date["format"]);
        // `%g` switches to the invariant culture; standing alone it means the usual format in it.
        pattern =
            pattern is null ? own
            : pattern == "%g" ? "%g " + own
            : pattern;
        var text = new StringBuilder();
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i] != '%' || i + 1 == pattern.Length)
                text.Append(pattern[i]);
            else if (pattern[++i] == 'g')
                culture = CultureInfo.InvariantCulture;
            else
                text.Append(Formatted(pattern[i], date, offset, culture));
        }
        return text.ToString();
    }

    private static string Formatted(char specifier, DateTime date, TimeSpan offset, CultureInfo culture) =>
        specifier switch
        {
            'a' => date.ToString("ddd", culture),
            'A' => date.ToString("dddd", culture),
            'b' or 'h' => date.ToString("MMM", culture),
            'B' => date.ToString("MMMM", culture),
            'c' => date.ToString("ddd MMM dd HH':'mm':'ss yyyy", culture),
            'C' => Invariant($"{date.Year / 100:00}"),
            'd' => date.ToString("dd", culture),
            'D' => date.ToString("MM'/'dd'/'yy", culture),
            'e' => Invariant($"{date.Day, 2}"),
            'F' => date.ToString("yyyy'-'MM'-'dd", culture),
            'H' => date.ToString("HH", culture),
            'I' => date.ToString("hh", culture),
            'j' => Invariant($"{date.DayOfYear:000}"),
            'k' => Invariant($"{date.Hour, 2}"),
            'l' => Invariant($"{(date.Hour + 11) % 12 + 1, 2}"),
            'L' => date.ToString("fff", culture),
            'm' => date.ToString("MM", culture),
            'M' => date.ToString("mm", culture),
            'n' => "\n",
            'N' => date.ToString("fffffff", culture) + "00",
            'p' => date.ToString("tt", culture),
            'P' => date.ToString("tt", culture).ToLower(culture),
            'r' => date.ToString("hh':'mm':'ss tt", culture),
            'R' => date.ToString("HH':'mm", culture),
            's' => Invariant($"{(long)(date - offset - DateTime.UnixEpoch).TotalSeconds}"),
            'S' => date.ToString("ss", culture),
            't' => "\t",
            'T' => date.ToString("HH':'mm':'ss", culture),
            'u' => Invariant($"{((int)date.DayOfWeek + 6) % 7 + 1}"),
            'U' => Invariant($"{culture.Calendar.GetWeekOfYear(date, CalendarWeekRule.FirstDay, DayOfWeek.Sunday):00}"),
            'v' => Invariant($"{date.Day, 2}-{date.ToString("MMM", CultureInfo.InvariantCulture).ToUpperInvariant()}-{date.Year:0000}"),
            'V' => Invariant($"{ISOWeek.GetWeekOfYear(date):00}"),
            'w' => Invariant($"{(int)date.DayOfWeek}"),
            'W' => Invariant($"{culture.Calendar.GetWeekOfYear(date, CalendarWeekRule.FirstDay, DayOfWeek.Monday):00}"),
            'x' => date.ToString("d", culture),
            'X' => date.ToString("T", culture),
            'y' => date.ToString("yy", culture),
            'Y' => date.ToString("yyyy", culture),
            'Z' => $"{(offset < TimeSpan.Zero ? '-' : '+')}{offset:hh\\:mm}",
            '%' => "%",
            _ => "%" + specifier,
        };

    private static string Invariant(FormattableString text) => FormattableString.Invariant(text);
}
