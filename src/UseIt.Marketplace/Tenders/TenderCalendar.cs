using System.Globalization;
using System.Text;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Tenders;

/// <summary>The dates of a tender for a calendar (RFC 5545). A date that moves keeps its id: imported again, it moves there too.</summary>
public static class TenderCalendar
{
    private const int LongestLine = 75;

    public static string Of(TenderSheet tender, Uri site)
    {
        var lines = new List<string> { "BEGIN:VCALENDAR", "VERSION:2.0", $"PRODID:-//{Site.Name}//EN" };
        if (tender.QuestionsUntil is { } questions)
            lines.AddRange(Event(tender, site, "questions", "Last moment for questions", questions));
        if (tender.Deadline is { } deadline)
            lines.AddRange(Event(tender, site, "bids", "Bids are due", deadline));
        lines.Add("END:VCALENDAR");
        return string.Concat(lines.Select(l => $"{Folded(l)}\r\n"));
    }

    private static IEnumerable<string> Event(TenderSheet tender, Uri site, string what, string words, DateTimeOffset at) =>
        [
            "BEGIN:VEVENT",
            $"UID:{tender.TenderId}-{what}@{site.Host}",
            $"DTSTAMP:{Instant(tender.PublishedAt ?? at)}",
            $"DTSTART:{Instant(at)}",
            $"SUMMARY:{Escaped($"{words}: {tender.Title}")}",
            $"URL:{new Uri(site, $"/tenders/{tender.TenderId}")}",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            $"DESCRIPTION:{Escaped(words)}",
            "TRIGGER:-P1D",
            "END:VALARM",
            "END:VEVENT",
        ];

    private static string Instant(DateTimeOffset at) => at.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    private static string Escaped(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal)
            .Replace(";", "\\;", StringComparison.Ordinal)
            .Replace(",", "\\,", StringComparison.Ordinal)
            .ReplaceLineEndings("\\n");

    // Octets count, and no character is cut in two.
    private static string Folded(string line)
    {
        var folded = new StringBuilder();
        var length = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (length + rune.Utf8SequenceLength > LongestLine)
            {
                folded.Append("\r\n ");
                length = 1;
            }
            folded.Append(rune);
            length += rune.Utf8SequenceLength;
        }
        return folded.ToString();
    }

    public static void Map(IEndpointRouteBuilder routes) =>
        routes
            .MapGet(
                "/tenders/{tenderId:guid}/dates.ics",
                async (Guid tenderId, HttpContext http, TenderReader tenders, Settings settings) =>
                    await tenders.PublicAsync(http, tenderId, http.RequestAborted) is { } tender
                        ? Results.Text(Of(tender, new Uri(settings.Address)), "text/calendar", Encoding.UTF8)
                        : Problems.NotFound()
            )
            .AllowedTo(AllowedTo.Anyone)
            .ExcludeFromDescription();
}
