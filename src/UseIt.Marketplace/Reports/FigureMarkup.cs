using System.Globalization;
using UseIt.Marketplace.Templates;
using UseIt.Marketplace.Values;
using UseIt.Marketplace.Web;

namespace UseIt.Marketplace.Reports;

/// <summary>
/// A figure as a report shows it: in its unit, leading to the facts behind it, and with the word where nobody has verified it. Written here
/// and not by a template, because a long report holds a hundred thousand of them.
/// </summary>
internal sealed class FigureMarkup(Guid report)
{
    private static readonly RawHtml NotRecorded = new(ReportWriter.NotRecorded);

    // Figures that come of one fact bear its instant.
    private readonly Dictionary<DateTimeOffset, string> days = [];

    /// <summary>A figure with its unit, or without.</summary>
    public RawHtml Write(object? value, bool unit = true)
    {
        if (value is not ReportFigure figure)
            throw new ArgumentException("It is no figure.", nameof(value));
        if (figure.Events.Count == 0)
            return NotRecorded;
        var unverified = figure is { State: FigureState.Unverified, Value: not null } ? " <span class=\"note\">(unverified)</span>" : "";
        return new RawHtml(
            $"<a href=\"/reports/{report}/evidence/{Encoded(figure.Key)}\" title=\"{Encoded(figure.Source)}, as at {Day(figure.AsAt)}\">"
                + $"{Encoded(Said(figure, unit))}</a>{unverified}"
        );
    }

    private static string Said(ReportFigure figure, bool unit) =>
        figure.Value is not { } value
            ? ReportWriter.NotRecorded
            : figure.Unit switch
            {
                "%" => value.ToString("0.00", CultureInfo.InvariantCulture) + "%",
                Money.Pounds => new Money(value).WithPence(),
                "GBP/year" => new Money(value).WithPence() + (unit ? " a year" : ""),
                _ => ReportWriter.Quantity(value) + (unit ? $" {figure.Unit}" : ""),
            };

    private string Day(DateTimeOffset? at)
    {
        if (at is not { } instant)
            return ReportWriter.NotRecorded;
        if (!days.TryGetValue(instant, out var day))
            days[instant] = day = UkTime.Display(UkTime.DayOf(instant));
        return day;
    }

    private static string Encoded(string text) => Markup.Encoder.Encode(text);
}
